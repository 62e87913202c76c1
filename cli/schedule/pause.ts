import { requirePlatform } from '../../queue/platforms.js';
import { pauseSchedule, resumeSchedule } from '../../queue/schedules/set-schedule.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng schedule pause PLATFORM`: a run that goes on is not stopped. */
export function pause(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const changed = await pauseSchedule(database, platformId, new Date());
    process.stdout.write(
      `${platformId}: ${changed ? 'paused; a run that goes on is not stopped' : 'it was paused already'}.\n`,
    );
    return 0;
  });
}

/** `guazheng schedule resume PLATFORM` */
export function resume(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const changed = await resumeSchedule(database, platformId, new Date());
    process.stdout.write(`${platformId}: ${changed ? 'goes on with its next start' : 'it was not paused'}.\n`);
    return 0;
  });
}
