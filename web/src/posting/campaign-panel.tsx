import { Link } from 'react-router';
import type { PostingHistory } from '../../../contracts/api/reviews.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';

const outcomeName = { confirmed: '已确认', dismissed: '已排除' };

/** 串联广告: the other advertisements that share contacts or words with this one. */
export function CampaignPanel({ campaign }: { campaign: PostingHistory['campaign'] }) {
  return (
    <section className="panel" aria-label="串联广告">
      <h2>串联广告 {campaign !== null && <small>共 {campaign.size} 条，联系方式或用语相同</small>}</h2>
      {campaign === null ? (
        <p className="note">没有发现与它联系方式或用语相同的其他信息。</p>
      ) : (
        <ul className="related">
          {campaign.postings.map(({ id, title, platform, agency, firstSeenAt, outcome }) => (
            <li key={id}>
              <Link to={`/postings/${encodeURIComponent(id)}`} target="_blank" title="在新标签页中打开">
                <AdvertisedText text={title || '（无标题）'} />
              </Link>
              {outcome !== null && <span className={`state-tag ${outcome}`}>{outcomeName[outcome]}</span>}
              <span className="note">
                <bdi>{platform}</bdi>
                {agency !== '' && (
                  <>
                    {' · '}
                    <AdvertisedText text={agency} />
                  </>
                )}
                {' · '}
                {shanghaiMinute(firstSeenAt)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
