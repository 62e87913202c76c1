import { setImmediate as afterSockets, setTimeout as sleep } from 'node:timers/promises';

/**
 * Lets so many turns of the event loop pass, each a millisecond or longer. In each this process reads its sockets; time for which it has to
 * wait for a processor does not count, as it would by a timer.
 */
export async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await sleep(1);
    await afterSockets();
  }
}
