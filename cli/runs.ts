import { InputError } from '../contracts/errors.js';
import type { Database } from '../prisma/open-database.js';
import { requirePlatform } from '../queue/platforms.js';
import { repeatOnConflict } from '../queue/repeat-on-conflict.js';
import { cancelRun } from '../queue/runs/cancel-run.js';
import { type ListedRun, listRuns } from '../queue/runs/list-runs.js';
import { pauseRun, resumeRun } from '../queue/runs/pause-run.js';
import { momentText } from './moment.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';
import { offerJobs } from './shared-queue.js';
import { table } from './table.js';
import { withRecord } from './with-record.js';

/** `guazheng runs`: the newest runs and what they yielded. */
export function runs(options: { platform?: string; json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    if (options.platform !== undefined) await requirePlatform(database, options.platform);
    const listed = await listRuns(database, new Date(), { platformId: options.platform });
    if (options.json === true) process.stdout.write(`${JSON.stringify({ runs: listed })}\n`);
    else if (listed.length === 0)
      process.stdout.write('There is no run yet. Start one with: guazheng crawl PLATFORM\n');
    else process.stdout.write(runTable(listed));
    return 0;
  });
}

/** `guazheng runs cancel PLATFORM` */
export function cancelPlatformRun(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const cancelled = await repeatOnConflict(() =>
      database.$transaction((transaction) => cancelRun(transaction, { platformId }, new Date())),
    );
    if (cancelled === undefined) throw new InputError('run_missing', `No run of ${platformId} goes on.`);
    process.stdout.write(
      `${platformId}: cancelled; ${cancelled.pages} pages are left out. To go on with them: guazheng failures --class cancelled --platform ${platformId} --rerun\n`,
    );
    return 0;
  });
}

/** `guazheng runs pause PLATFORM`: no further page of its run is taken. */
export function pausePlatformRun(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const crawlRunId = await requireRun(database, platformId);
    const paused = await repeatOnConflict(() =>
      database.$transaction((transaction) => pauseRun(transaction, crawlRunId, new Date())),
    );
    process.stdout.write(`${platformId}: ${paused ? 'paused; pages under way end' : 'it was paused already'}.\n`);
    return 0;
  });
}

/** `guazheng runs resume PLATFORM` */
export function resumePlatformRun(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const crawlRunId = await requireRun(database, platformId);
    const jobs = await repeatOnConflict(() =>
      database.$transaction((transaction) => resumeRun(transaction, crawlRunId, new Date())),
    );
    if (jobs !== undefined) await offerJobs(readSettings(), jobs);
    process.stdout.write(`${platformId}: ${jobs === undefined ? 'it was not paused' : 'goes on'}.\n`);
    return 0;
  });
}

async function requireRun(database: Database, platformId: string): Promise<string> {
  await requirePlatform(database, platformId);
  const [run] = await listRuns(database, new Date(), { platformId, state: 'running', limit: 1 });
  if (run === undefined) throw new InputError('run_missing', `No run of ${platformId} goes on.`);
  return run.id;
}

function runTable(listed: readonly ListedRun[]): string {
  const headings = [
    'PLATFORM',
    'STARTED',
    'BY',
    'STATE',
    'READ',
    'DEAD',
    'REFUSED',
    'LEFT',
    'POSTINGS',
    'MB',
    'MINUTES',
  ];
  return table(
    headings,
    listed.map(({ statistics: { lists, details, postings, bytes, seconds }, ...run }) => [
      run.platformId,
      momentText(run.startedAt),
      run.startedBy,
      stateOf(run),
      lists.done + details.done,
      lists.dead + details.dead,
      lists.refused + details.refused,
      run.pagesLeft,
      postings,
      Number((bytes / 1e6).toFixed(1)),
      Number((seconds / 60).toFixed(1)),
    ]),
  );
}

function stateOf({ state, pausedAt, isAlarmed }: Pick<ListedRun, 'state' | 'pausedAt' | 'isAlarmed'>): string {
  return [state, ...(pausedAt === null ? [] : ['paused']), ...(isAlarmed ? ['layout alarm'] : [])].join(', ');
}
