import { decisionName } from '../chinese-terms.js';
import { AdvertisedText } from '../text/advertised-text.js';
import type { OwnDecision } from './own-reviews.js';

/** The newest own decisions; the one that `z` would undo carries the key. */
export function RecentStrip({
  decisions,
  undoable,
  undo,
}: {
  decisions: readonly OwnDecision[];
  undoable: OwnDecision | undefined;
  undo: (decision: OwnDecision) => void;
}) {
  return (
    <ul className="recent" aria-label="刚作的决定">
      {decisions.map((decision) => {
        const { review, count } = decision;
        return (
          <li key={review.id} data-withdrawn={review.withdrawnAt !== null || undefined}>
            <span className={`state-tag ${review.decision}`}>
              {decisionName[review.decision]}
              {count > 1 && ` ×${count}`}
            </span>
            <span className="one-line" title={review.title}>
              <AdvertisedText text={review.title || '（无标题）'} />
            </span>
            {review.withdrawnAt !== null ? (
              <span className="note">已撤销</span>
            ) : (
              review.canWithdraw && (
                <button type="button" className="quiet" onClick={() => undo(decision)}>
                  撤销{decision === undoable && <kbd>z</kbd>}
                </button>
              )
            )}
          </li>
        );
      })}
    </ul>
  );
}
