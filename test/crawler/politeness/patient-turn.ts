import { setTimeout as sleep } from 'node:timers/promises';
import { PutOffError } from '../../../contracts/errors.js';
import type { PaceKeeper } from '../../../crawler/politeness/pace-keeper.js';
import { type Turn, takeTurn } from '../../../crawler/politeness/take-turn.js';

/** Takes a turn as a queue does: a machine that has been too busy for its starts puts the work off, and it comes back when told. */
export async function patientTurn(keeper: PaceKeeper, turn: Omit<Turn, 'signal'>): Promise<void> {
  const { signal } = new AbortController();
  for (;;) {
    try {
      return await takeTurn(keeper, { ...turn, signal });
    } catch (error) {
      if (!(error instanceof PutOffError)) throw error;
      await sleep(Math.max(0, error.notBefore.getTime() - Date.now()));
    }
  }
}
