import { type PlatformHealth, readPlatformHealth } from '../../queue/runs/platform-health.js';
import { printable } from '../../text/printable.js';
import { momentText } from '../moment.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng platform list` */
export function listPlatforms(options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const platforms = await readPlatformHealth(database, new Date());
    if (options.json === true) process.stdout.write(`${JSON.stringify({ platforms: platforms.map(jsonOf) })}\n`);
    else if (platforms.length === 0)
      process.stdout.write('There is no platform yet. Add one with: guazheng platform add FILE\n');
    else {
      const headings = ['PLATFORM', 'NAME', 'HEALTH', 'LAST RUN', 'STATE', 'YIELD', 'POSTINGS', 'NEXT RUN'];
      process.stdout.write(table(headings, platforms.map(rowOf)));
    }
    return 0;
  });
}

function rowOf({
  id,
  name,
  health,
  lastRun,
  postings,
  nextRunAt,
  paused,
  ...row
}: PlatformHealth): (string | number)[] {
  return [
    id,
    printable(name, 30),
    health,
    lastRun === null ? 'never' : momentText(lastRun.startedAt),
    lastRun?.state ?? '',
    row.yield === null ? '' : row.yield.toFixed(2),
    postings,
    nextRunAt === null ? (paused ? 'paused' : 'no schedule') : momentText(nextRunAt),
  ];
}

function jsonOf({ id, name, version, health, postings, lastRun, nextRunAt, ...row }: PlatformHealth) {
  const lastCrawl = lastRun?.startedAt ?? null;
  return { id, name, version, health, postings, lastCrawl, yield: row.yield, nextRun: nextRunAt };
}
