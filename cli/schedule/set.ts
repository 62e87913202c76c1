import { requirePlatform } from '../../queue/platforms.js';
import { listSchedules } from '../../queue/schedules/list-schedules.js';
import { setSchedule } from '../../queue/schedules/set-schedule.js';
import { momentText } from '../moment.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

export interface SetOptions {
  readonly cron: string;
  readonly timeZone: string;
  readonly window?: string;
  readonly limit?: number;
}

/** `guazheng schedule set PLATFORM --cron …` */
export function setPlatformSchedule(platformId: string, options: SetOptions): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const { cron, timeZone, window, limit: pageBudget } = options;
    await setSchedule(database, { platformId, cron, timeZone, window, pageBudget }, new Date());
    const schedule = (await listSchedules(database)).find((row) => row.platformId === platformId);
    const next = schedule?.next.map((fire) => momentText(fire, timeZone)).join(', ');
    process.stdout.write(
      schedule?.paused === true
        ? `${platformId}: the schedule is set, and paused as before; guazheng schedule resume ${platformId} starts it.\n`
        : `${platformId}: the next runs start at ${next} (${timeZone}).\n`,
    );
    return 0;
  });
}
