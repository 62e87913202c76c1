import type { Unmasked } from '../../../contracts/api/reviews.js';
import { AdvertisedText } from '../text/advertised-text.js';

const contactName: Record<string, string> = {
  phone: '手机',
  landline: '座机',
  wechat: '微信',
  qq: 'QQ',
  email: '邮箱',
};

/** Contacts in full once they have been asked for; that they were shown is in the ledger. */
export function ContactsPanel({ unmasked, unmask }: { unmasked: Unmasked | null; unmask: () => void }) {
  return (
    <section className="panel contacts" aria-label="联系方式">
      <h2>联系方式</h2>
      {unmasked === null ? (
        <button type="button" className="quiet" onClick={unmask}>
          显示完整联系方式 <kbd>x</kbd>
          <span className="note">　查看会记入存证链</span>
        </button>
      ) : (
        <>
          {unmasked.contacts.length === 0 && <p className="note">没有识别出联系方式；正文已显示原样。</p>}
          <dl className="terms">
            {unmasked.contacts.map(({ kind, value }) => (
              <div key={`${kind} ${value}`}>
                <dt>{contactName[kind] ?? kind}</dt>
                <dd>
                  <AdvertisedText text={value} />
                </dd>
              </div>
            ))}
          </dl>
          <p className="note">本次查看已记入存证链</p>
        </>
      )}
    </section>
  );
}
