import { requirePlatform } from '../queue/platforms.js';
import { repeatOnConflict } from '../queue/repeat-on-conflict.js';
import { type FailureFilter, type FailureGroup, groupFailures } from '../queue/runs/failures.js';
import { rerunFailures } from '../queue/runs/rerun-failures.js';
import { printable } from '../text/printable.js';
import { type OpenRecord, writeNotice } from './open-record.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';
import { offerJobs } from './shared-queue.js';
import { withRecord } from './with-record.js';

export interface FailuresOptions {
  readonly class?: string;
  readonly platform?: string;
  readonly all?: boolean;
  readonly rerun?: boolean;
  readonly json?: boolean;
}

/** `guazheng failures`: what failed in the newest run of each platform, and why; with --rerun it is due again. */
export function failures(options: FailuresOptions): Promise<ExitCode> {
  return withRecord<ExitCode>(async (record) => {
    const { class: wanted, platform: platformId, all: allRuns } = options;
    if (platformId !== undefined) await requirePlatform(record.database, platformId);
    const filter = { class: wanted, platformId, allRuns };
    return options.rerun === true ? rerun(record, filter, options.json) : list(record, filter, options.json);
  });
}

async function list({ database }: OpenRecord, filter: FailureFilter, json = false): Promise<ExitCode> {
  const groups = await groupFailures(database, filter);
  if (json) process.stdout.write(`${JSON.stringify({ failures: groups })}\n`);
  else if (groups.length === 0) process.stdout.write('There is no such failure.\n');
  else process.stdout.write(groups.map(describe).join(''));
  return 0;
}

function describe({ platformId, errorClass, errorCode, ended, again, url, message }: FailureGroup): string {
  const retrying = again === 0 ? '' : `, ${again} more are tried again by themselves`;
  const first = message.split('\n')[0] ?? '';
  return [
    `${platformId}: ${ended} ended with ${errorCode} (${errorClass})${retrying}`,
    `  such as ${printable(url, 200)}`,
    `  ${printable(first, 300)}\n`,
  ].join('\n');
}

async function rerun({ database }: OpenRecord, filter: FailureFilter, json = false): Promise<ExitCode> {
  const { jobs, left } = await repeatOnConflict(() =>
    database.$transaction((transaction) => rerunFailures(transaction, { filter }, new Date())),
  );
  const isOffered = jobs.length > 0 && (await offerJobs(readSettings(), jobs));
  const where = isOffered ? 'the workers take them up' : 'guazheng crawl PLATFORM goes on with them';
  for (const platformId of left)
    writeNotice(
      `${platformId}: its failures are left as they are, for another run of it goes on; run them again after it.`,
    );
  if (json) process.stdout.write(`${JSON.stringify({ rerun: jobs.length })}\n`);
  else if (jobs.length > 0) process.stdout.write(`${jobs.length} are due again; ${where}.\n`);
  else if (left.length === 0) process.stdout.write('There is no such failure.\n');
  return 0;
}
