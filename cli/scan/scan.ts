import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { InputError } from '../../contracts/errors.js';
import { readPostingFile } from '../posting-files/read-posting-file.js';
import { showProgress } from '../progress.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { type RowWriter, writeRowsTo, writeRowsToFile } from './row-writer.js';

export interface ScanOptions {
  readonly out?: string;
  readonly rejects?: string;
  readonly release?: string;
  readonly json?: boolean;
}

/** Problems told on standard error; further ones are in `--rejects` and in the count. */
const mostProblemsTold = 20;

/** `guazheng scan FILE…`: a verdict for every posting, as JSONL on standard output or in `--out`. */
export async function scan(files: string[], options: ScanOptions): Promise<ExitCode> {
  await refuseOverwriting(files, [options.out, options.rejects]);
  const judge = createJudge(readRelease(options.release ?? readSettings().releaseFile));
  const out = options.out === undefined ? writeRowsTo(process.stdout) : writeRowsToFile(options.out);
  const rejects = options.rejects === undefined ? undefined : writeRowsToFile(options.rejects);
  const began = performance.now();
  const counts = { rows: 0, rejected: 0, flagged: 0, borderline: 0, clear: 0 };
  const progress = showProgress('scan');
  try {
    for (const file of files) {
      for await (const item of readPostingFile(file)) {
        counts.rows++;
        if ('problem' in item) {
          counts.rejected++;
          if (counts.rejected <= mostProblemsTold)
            process.stderr.write(`${file}, line ${item.line}: ${item.problem}\n`);
          await rejects?.write({ file, ...item });
        } else {
          const { verdict } = judge(item.row);
          counts[verdict.band]++;
          await out.write({ id: item.row.id ?? `${file}:${item.line}`, ...verdict });
        }
        if (counts.rows % 500 === 0) progress.update(counts.rows, undefined, `rows, ${counts.flagged} flagged`);
      }
    }
    await finishAll([out, rejects]);
  } catch (error) {
    await Promise.all([out.discard(), rejects?.discard()]);
    throw error;
  } finally {
    progress.stop();
  }
  summarise({ ...counts, seconds: Math.round(performance.now() - began) / 1000 }, options);
  return 0;
}

async function finishAll(writers: readonly (RowWriter | undefined)[]): Promise<void> {
  for (const writer of writers) await writer?.finish();
}

type Summary = Record<'rows' | 'rejected' | 'flagged' | 'borderline' | 'clear' | 'seconds', number>;

function summarise(summary: Summary, options: ScanOptions): void {
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const { rows, rejected, flagged, borderline, clear, seconds } = summary;
  const lost =
    rejected === 0
      ? ''
      : `, ${rejected} could not be read${options.rejects === undefined ? ' (--rejects FILE keeps them)' : ''}`;
  process.stderr.write(
    `${rows} rows in ${seconds} s: ${flagged} flagged, ${borderline} borderline, ${clear} clear${lost}.\n`,
  );
}

async function refuseOverwriting(inputs: readonly string[], outputs: readonly (string | undefined)[]): Promise<void> {
  for (const output of outputs) {
    if (output === undefined) continue;
    if (inputs.some((input) => resolve(input) === resolve(output))) {
      throw new InputError(
        'would_overwrite',
        `${output} is one of the files to read; give another name for the output.`,
      );
    }
    const there = await stat(output).catch(() => undefined);
    if (there?.isDirectory() === true)
      throw new InputError('file_unwritable', `${output} is a folder; give the name of a file.`);
  }
}
