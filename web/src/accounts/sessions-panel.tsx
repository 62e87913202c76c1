import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm, Skeleton } from 'antd';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { endSession, logOutEverywhere, sessionsOptions } from './accounts-api.js';
import { browserName } from './browser-name.js';

export function SessionsPanel() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsOptions);
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsOptions.queryKey }),
  });
  // This page's own log-in ends too: the log-in page takes its place.
  const everywhere = useMutation({ mutationFn: logOutEverywhere, onSuccess: () => queries.resetQueries() });
  const failure = end.error ?? everywhere.error;
  return (
    <section className="panel" aria-label="登录情况">
      <h2>登录情况</h2>
      {failure === null ? null : <Alert type="error" showIcon title={failure.message} role="alert" />}
      {error === null ? null : <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton active /> : null}
      <ul className="entries">
        {data?.sessions.map(({ id, startedAt, lastSeenAt, address, browser, isThis }) => (
          <li key={id}>
            <span>
              <bdi title={browser}>{browserName(browser)}</bdi> · <bdi>{address || '地址不详'}</bdi>
              {isThis ? <strong>（当前）</strong> : null}
            </span>
            <span className="note">
              登录于 {shanghaiMinute(startedAt)}，最近操作 {shanghaiMinute(lastSeenAt)}
            </span>
            {isThis ? null : (
              <Button
                size="small"
                onClick={() => end.mutate(id)}
                aria-label={`退出 ${shanghaiMinute(startedAt)} 的登录`}
              >
                退出
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Popconfirm
        title="退出全部登录？"
        description="包括当前页面，需要重新登录；访问令牌也全部失效。"
        onConfirm={() => everywhere.mutate()}
      >
        <Button danger loading={everywhere.isPending}>
          全部退出
        </Button>
      </Popconfirm>
    </section>
  );
}
