import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError } from '../contracts/errors.js';
import { databaseFailure } from './database-failure.js';

const mostAttempts = 5;

/**
 * Does a transaction once more when PostgreSQL rolled it back because another one wrote the same rows (a deadlock, a serialization
 * failure): an operator's command has no queue that brings it again. Five times at most, after a wait that spreads those who met.
 *
 * @param attempt the whole transaction; what it did outside of the database would be done again
 * @param random 0 to 1
 * @throws DelayedError `conflict` after the last one; FatalError when the database is gone or its machine cannot go on; what else `attempt` throws
 */
export async function repeatOnConflict<T>(attempt: () => Promise<T>, random: () => number = Math.random): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt();
    } catch (error) {
      const failure = databaseFailure(error, new Date(), random());
      if (!(failure instanceof DelayedError) || failure.code !== 'conflict') throw failure;
      if (number === mostAttempts) throw stillInConflict(failure);
      await sleep(failure.notBefore.getTime() - Date.now());
    }
  }
}

function stillInConflict({ notBefore, cause }: DelayedError): DelayedError {
  return new DelayedError(
    'conflict',
    `Nothing was changed: ${mostAttempts} times in a row workers wrote the same rows at the same moment; give the command again.`,
    notBefore,
    { cause },
  );
}
