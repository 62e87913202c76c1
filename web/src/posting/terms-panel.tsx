import type { PostingDetail } from '../../../contracts/api/postings.js';
import { namedTerms, sideName } from '../chinese-terms.js';
import { AdvertisedText } from '../text/advertised-text.js';

/** The deal that the advertisement offers, as far as its words say. */
export function TermsPanel({ posting }: { posting: Pick<PostingDetail, 'terms' | 'side'> }) {
  const terms = namedTerms(posting.terms);
  if (posting.side !== null) terms.unshift(['发布方', sideName[posting.side]]);
  return (
    <section className="panel" aria-label="交易条件">
      <h2>交易条件</h2>
      {terms.length === 0 && <p className="note">未载明证书、价格、期限等条件。</p>}
      <dl className="terms">
        {terms.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <AdvertisedText text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
