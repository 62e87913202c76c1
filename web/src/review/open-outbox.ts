import type { Decided } from '../../../contracts/api/reviews.js';
import { ApiFailure } from '../api/read-api.js';
import { Outbox, type UnsavedDecision } from './outbox.js';
import { type TaskApi, taskApiOf } from './review-api.js';
import type { ReviewDesk } from './review-desk.js';

const opened = new Map<string, Outbox>();
/** The desk that is in use, if any: decisions that are sent meanwhile ask for its next advertisement. */
let deskInUse: ReviewDesk | undefined;

/** The outbox of a person in this tab. It outlives the pages, so that what is unsaved is sent wherever the person goes meanwhile. */
export function outboxOf(personId: string): Outbox {
  const known = opened.get(personId);
  if (known !== undefined) return known;
  const api = taskApiOf(personId);
  const outbox = new Outbox({
    send: (decision) => send(api, decision),
    storage: sessionStorage,
    storageKey: `unsaved-decisions ${personId}`,
  });
  opened.set(personId, outbox);
  return outbox;
}

/** Lets decisions fetch the next advertisement for this desk until the returned function is called. */
export function serveDesk(desk: ReviewDesk): () => void {
  deskInUse = desk;
  return () => {
    if (deskInUse === desk) deskInUse = undefined;
  };
}

/**
 * Sends a decision. Where its lease has run out meanwhile (the server was away for long, the person logged in again), the advertisement is
 * opened again, and decided on if it is at the stage at which the person saw it.
 */
async function send(
  api: TaskApi,
  { taskId, stage, request }: Pick<UnsavedDecision, 'taskId' | 'stage' | 'request'>,
): Promise<Decided> {
  const decide = () => {
    const next = deskInUse?.wantsNext();
    return api.decide(taskId, { ...request, ...(next === undefined ? {} : { next }) });
  };
  try {
    return await decide();
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.code !== 'lease_lost') throw error;
    const task = await api.open(taskId);
    if (task.stage !== stage) throw error;
    return decide();
  }
}
