import { useSession } from '../api/session.js';
import './accounts.css';
import { LinkRenewalNotice } from './link-renewal-notice.js';
import { PassphrasePanel } from './passphrase-panel.js';
import { SecondFactorPanel } from './second-factor-panel.js';
import { SessionsPanel } from './sessions-panel.js';
import { TokensPanel } from './tokens-panel.js';

/** 我的账号 */
export default function AccountPage() {
  const { data: session } = useSession();
  return (
    <div className="account">
      <h1 className="unseen">我的账号</h1>
      {session === undefined ? null : <LinkRenewalNotice linkRenewal={session.linkRenewal} closable={false} />}
      <SecondFactorPanel />
      <SessionsPanel />
      <TokensPanel />
      <PassphrasePanel />
    </div>
  );
}
