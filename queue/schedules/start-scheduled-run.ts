import { InputError } from '../../contracts/errors.js';
import type { Transaction } from '../../prisma/open-database.js';
import { type StartedRun, startCrawlRun } from '../start-crawl-run.js';

/**
 * Starts a run with what the platform's schedule says of its runs: page budget and off-peak window. For a platform whose last run still
 * goes on, that one.
 * @throws InputError `schedule_missing`
 */
export async function startScheduledRun(transaction: Transaction, platformId: string, now: Date): Promise<StartedRun> {
  const schedule = await transaction.schedule.findUnique({ where: { platformId } });
  if (schedule === null) throw scheduleMissing(platformId);
  const { windowFrom, windowTo, timeZone, pageBudget } = schedule;
  return startCrawlRun(transaction, {
    platformId,
    pageBudget: pageBudget ?? undefined,
    now,
    startedBy: 'schedule',
    window: windowFrom === null || windowTo === null ? undefined : { from: windowFrom, to: windowTo, timeZone },
  });
}

export function scheduleMissing(platformId: string): InputError {
  return new InputError(
    'schedule_missing',
    `The platform ${platformId} has no schedule; set one with: guazheng schedule set ${platformId} --cron "30 22 * * *"`,
  );
}
