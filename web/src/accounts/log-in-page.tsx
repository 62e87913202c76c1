import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { sessionOptions } from '../api/session.js';
import { setUpOptions } from './accounts-api.js';
import { Gate } from './gate.js';
import { LogInForm } from './log-in-form.js';

/** Stands in for whatever page was asked for, at its address: who logs in is there at once, and nobody is sent elsewhere. */
export default function LogInPage() {
  const queries = useQueryClient();
  const { data } = useQuery(setUpOptions);
  return (
    <Gate title="登录">
      {data?.isSetUp === false ? (
        <Alert
          type="info"
          showIcon
          title="还没有管理员"
          description="请打开启动服务的终端，用其中显示的一次性链接设置第一位管理员。"
        />
      ) : null}
      <LogInForm done={() => queries.fetchQuery({ ...sessionOptions, staleTime: 0 })} />
    </Gate>
  );
}
