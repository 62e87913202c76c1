import { Alert } from 'antd';
import type { CurrentSession } from '../../../contracts/api/session.js';
import { shanghaiMinute } from '../shanghai-time.js';

/** For so long each log-in says it: the first one after the renewal may have been somebody else's. In milliseconds. */
const toldFor = 30 * 86_400_000;

type Renewal = Pick<CurrentSession, 'linkRenewal'>;

/** Whether a person is told of it on every page, and not on their account's alone. */
export const isRecent = ({ linkRenewal }: Renewal, now = Date.now()): boolean =>
  linkRenewal !== null && now - Date.parse(linkRenewal.at) < toldFor;

/** Tells a person that somebody else could have logged in as them. */
export function LinkRenewalNotice({ linkRenewal, closable }: Renewal & { closable: boolean }) {
  if (linkRenewal === null) return null;
  const { at, by } = linkRenewal;
  return (
    <Alert
      type="warning"
      showIcon
      closable={closable}
      role="status"
      title={
        <>
          {shanghaiMinute(at)}，
          {by === null ? (
            '管理员'
          ) : (
            <>
              管理员 <bdi>{by}</bdi>{' '}
            </>
          )}
          为您的账号更新了设置口令的链接
        </>
      }
      description="持有该链接的人可以设置口令并以您的身份登录。如果不是您要求的，请立即修改口令，并向审计员说明。"
    />
  );
}
