import type { Invitation } from '../../../contracts/api/accounts.js';
import { CopyButton } from '../posting/copy-button.js';
import { shanghaiMinute } from '../shanghai-time.js';

/** Shown once, for the administrator to hand on. */
export function InvitationLink({ name, invitation: { secret, expiresAt } }: { name: string; invitation: Invitation }) {
  const link = `${location.origin}/invitation#${secret}`;
  return (
    <>
      <p>
        请当面或通过可靠途径交给<bdi>{name}</bdi>本人。链接只能使用一次，{shanghaiMinute(expiresAt)}{' '}
        前有效，关闭后不再显示。
      </p>
      <p className="link">
        <code>{link}</code>
      </p>
      <CopyButton text={link} what="链接" />
    </>
  );
}
