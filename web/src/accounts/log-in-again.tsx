import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type CurrentSession, currentSession } from '../../../contracts/api/session.js';
import { readApi } from '../api/read-api.js';
import { sessionOptions } from '../api/session.js';
import { LogInForm } from './log-in-form.js';

/** Over the page whose log-in has ended: what was typed there stays, and is there again after the log-in. */
export default function LogInAgain({ session, done }: { session: CurrentSession; done: () => void }) {
  const queries = useQueryClient();
  const goOn = async () => {
    const now = await readApi(currentSession, '/api/session', new AbortController().signal);
    // Nothing of one person's page is left to another.
    if (now.person.id !== session.person.id || now.role !== session.role) return location.reload();
    queries.setQueryData(sessionOptions.queryKey, now);
    done();
    return queries.invalidateQueries();
  };
  return (
    <Modal
      open
      title="登录已结束，请重新登录"
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={400}
    >
      <p className="note">长时间未操作或已在别处退出。页面上未提交的内容仍在，登录后可继续。</p>
      <LogInForm username={session.person.username} done={goOn} />
    </Modal>
  );
}
