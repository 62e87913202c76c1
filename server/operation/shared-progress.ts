import type { RunProgress } from '../../contracts/api/operation/runs.js';
import type { Database } from '../../prisma/open-database.js';
import { readProgress } from './read-run.js';

/** Less than the second after which each stream asks again, in milliseconds. */
const standsFor = 900;

type Answer = Promise<RunProgress | undefined>;
const held = new WeakMap<Database, Map<string, Answer>>();

/**
 * How far a run is, read once for all who follow it: what is asked while it is read, or within a second, gets the same answer. Neither a
 * failure is kept nor that a run is over: it may go on in the next moment.
 */
export function readSharedProgress(db: Database, id: string, at: Date): Answer {
  const answers = held.get(db) ?? new Map<string, Answer>();
  held.set(db, answers);
  const known = answers.get(id);
  if (known !== undefined) return known;
  const answer = readProgress(db, id, at);
  answers.set(id, answer);
  answer.then(
    (progress) => {
      if (progress?.state === 'running') setTimeout(() => answers.delete(id), standsFor).unref();
      else answers.delete(id);
    },
    () => answers.delete(id),
  );
  return answer;
}
