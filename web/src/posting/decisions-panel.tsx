import { Link } from 'react-router';
import type { Review } from '../../../contracts/api/reviews.js';
import { categoryShortName, decisionName, dismissalName, stageName } from '../chinese-terms.js';
import { shanghaiMinute } from '../shanghai-time.js';

/** 复核记录: who has decided what on this posting, the newest last; and where a case is made of what two people confirmed. */
export function DecisionsPanel({
  reviews,
  mayRegister = false,
}: {
  reviews: readonly Review[];
  mayRegister?: boolean;
}) {
  const newest = reviews.findLast(({ withdrawnAt }) => withdrawnAt === null);
  const isConfirmed = newest?.decision === 'confirmed' && newest.stage !== 'first';
  return (
    <section className="panel" aria-label="复核记录">
      <h2>复核记录</h2>
      {reviews.length === 0 && <p className="note">还没有人作过决定。</p>}
      <ol className="decisions">
        {reviews.map((review) => (
          <li key={review.id} data-withdrawn={review.withdrawnAt !== null || undefined}>
            <p>
              <span className={`state-tag ${review.decision}`}>{decisionName[review.decision]}</span>
              <b>{stageName[review.stage]}</b> <bdi>{review.by.name}</bdi>{' '}
              <time className="note" dateTime={review.at}>
                {shanghaiMinute(review.at)}
              </time>
              {review.withdrawnAt !== null && <em className="note">（{shanghaiMinute(review.withdrawnAt)} 撤销）</em>}
            </p>
            <p className="note">
              {[
                ...review.categories.map((category) => categoryShortName[category]),
                ...review.articles,
                ...(review.dismissal === null ? [] : [`理由：${dismissalName[review.dismissal]}`]),
                ...(review.bulkId === null ? [] : ['与近似广告一并决定']),
              ].join('；')}
            </p>
            {review.note !== '' && (
              <p className="decision-note">
                <bdi>{review.note}</bdi>
              </p>
            )}
          </li>
        ))}
      </ol>
      {mayRegister && isConfirmed && (
        <p>
          <Link to={`/cases?posting=${encodeURIComponent(newest.postingId)}`}>登记案件</Link>
        </p>
      )}
    </section>
  );
}
