import { useQueryClient } from '@tanstack/react-query';
import type { ReviewTask } from '../../../contracts/api/reviews.js';
import { ApiFailure } from '../api/read-api.js';
import { useKnownSession } from '../api/session.js';
import type { UnsavedDecision } from './outbox.js';
import { asDecisions, lastUndoable } from './own-reviews.js';
import { taskApiOf } from './review-api.js';
import { ownReviewsKey, useOwnReviews } from './review-queries.js';

/** The person's own decisions, and how to take one back; `say` gets the outcome in words, `reopened` the task of what was taken back. */
export function useOwnDecisions(
  unsaved: readonly UnsavedDecision[],
  say: (words: string) => void,
  reopened: (task: ReviewTask | null) => void,
) {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  const own = useOwnReviews().data;
  const decisions = asDecisions(own?.reviews ?? []);
  const undoable = lastUndoable(decisions);
  const undo = async (decision = undoable): Promise<void> => {
    if (unsaved.length > 0) return say('上一条决定尚未保存，保存后才能撤销。');
    if (decision === undefined) return say('没有可以撤销的决定。');
    try {
      const { reviews, left, task } = await taskApiOf(person.id).withdraw(decision.review.id, decision.count > 1);
      const others = left.length === 0 ? '' : `；另有 ${left.length} 条不能撤销`;
      say(`已撤销 ${reviews.length} 条决定：${decision.review.title}${others}`);
      reopened(task);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      say(`没有撤销：${error.message}`);
    }
    await queries.invalidateQueries({ queryKey: ownReviewsKey });
  };
  return { decisions, undoable, undo, today: own?.today };
}
