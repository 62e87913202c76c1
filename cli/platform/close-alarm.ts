import { requirePlatform } from '../../queue/platforms.js';
import { closeAlarms } from '../../queue/runs/close-alarms.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng platform close-alarm PLATFORM`: a person has seen to its layout alarm. */
export function closePlatformAlarm(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const closed = await closeAlarms(database, platformId, new Date());
    process.stdout.write(`${platformId}: ${closed === 0 ? 'no alarm was open' : `${closed} closed`}.\n`);
    return 0;
  });
}
