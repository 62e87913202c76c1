import { type ListedSchedule, listSchedules } from '../../queue/schedules/list-schedules.js';
import { printable } from '../../text/printable.js';
import { momentText } from '../moment.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng schedule list` */
export function listPlatformSchedules(options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const schedules = await listSchedules(database);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ schedules })}\n`);
    else if (schedules.length === 0)
      process.stdout.write(
        'No platform has a schedule. Set one with: guazheng schedule set PLATFORM --cron "30 22 * * *"\n',
      );
    else process.stdout.write(scheduleTable(schedules));
    return 0;
  });
}

function scheduleTable(schedules: readonly ListedSchedule[]): string {
  const headings = ['PLATFORM', 'NAME', 'CRON', 'TIME ZONE', 'WINDOW', 'PAGES', 'STATE', 'NEXT STARTS'];
  return table(
    headings,
    schedules.map((row) => [
      row.platformId,
      printable(row.name, 30),
      row.cron,
      row.timeZone,
      row.window ?? 'any hour',
      row.pageBudget === null ? 'as in its file' : String(row.pageBudget),
      stateOf(row),
      row.next.map((fire) => momentText(fire, row.timeZone)).join(', '),
    ]),
  );
}

function stateOf({ paused, runningSince, timeZone }: ListedSchedule): string {
  const running =
    runningSince === null ? '' : `running since ${momentText(runningSince, timeZone)}, no second run starts`;
  return [paused ? 'paused' : '', running].filter((part) => part !== '').join('; ') || 'waiting';
}
