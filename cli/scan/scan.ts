import { availableParallelism } from 'node:os';
import { createJudge, type Judge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { judgeInOrder } from '../../classifier/threads/judge-in-order.js';
import { createJudgingThreads, type JudgingThreads } from '../../classifier/threads/judging-threads.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { RejectedRow } from '../../text/posting-files/raw-row.js';
import { printable } from '../../text/printable.js';
import { type Interruption, interruption } from '../interruption.js';
import { type OutputFile, openOutputFile } from '../output-file.js';
import { readPostingFile, requirePostingFiles } from '../posting-files/read-posting-file.js';
import { type Progress, showNotesOnly, showProgress } from '../progress.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { writeToStandardOutput } from '../standard-output.js';
import { keepHeapSteady } from '../steady-heap.js';
import { refuseOverwriting } from './refuse-overwriting.js';

export interface ScanOptions {
  readonly out?: string;
  readonly rejects?: string;
  readonly release?: string;
  /** Most threads that judge; as many as there are cores if absent. */
  readonly jobs?: number;
  readonly json?: boolean;
}

/** `rows` are all that were read, rejected ones among them. */
type Counts = Record<'rows' | 'rejected' | 'flagged' | 'borderline' | 'clear', number>;

/** Problems told on standard error; further ones are in `--rejects` and in the count. */
const mostProblemsTold = 20;

/** `guazheng scan FILE…`: a verdict for every posting, as JSONL on standard output or in `--out`. */
export async function scan(files: string[], options: ScanOptions): Promise<ExitCode> {
  keepHeapSteady();
  const bytes = await requirePostingFiles(files);
  const outputs = [options.out, options.rejects];
  await refuseOverwriting(files, outputs.filter(isGiven));
  const releaseFile = options.release ?? readSettings().releaseFile;
  const release = readRelease(releaseFile);
  const judge = createJudge(release);
  const most = (options.jobs ?? availableParallelism()) - 1;
  const threads = createJudgingThreads({ most, releaseBytes: release.bytes, releaseFile });
  const stop = interruption();
  const opened: OutputFile[] = [];
  const openIfGiven = async (file: string | undefined): Promise<OutputFile | undefined> => {
    if (file === undefined) return undefined;
    const output = await openOutputFile(file);
    opened.push(output);
    return output;
  };
  const began = performance.now();
  try {
    const [out, rejects] = [await openIfGiven(options.out), await openIfGiven(options.rejects)];
    const counts = await scanAll(files, bytes, { judge, threads, out, rejects, stop });
    if (stop.signal.aborted) {
      process.stderr.write(`Stopped after ${counts.rows} rows${opened.length > 0 ? '; no file was written' : ''}.\n`);
      return 1;
    }
    for (const output of opened) await output.flush();
    for (const output of opened) await output.publish();
    summarise({ ...counts, seconds: Math.round(performance.now() - began) / 1000 }, options);
    return 0;
  } finally {
    stop.stopListening();
    await threads.close();
    for (const output of opened) await output.discard();
  }
}

interface Scanning {
  readonly judge: Judge;
  readonly threads: JudgingThreads;
  readonly out: OutputFile | undefined;
  readonly rejects: OutputFile | undefined;
  readonly stop: Interruption;
}

async function scanAll(
  files: readonly string[],
  bytes: number,
  { judge, threads, out, rejects, stop }: Scanning,
): Promise<Counts> {
  const counts: Counts = { rows: 0, rejected: 0, flagged: 0, borderline: 0, clear: 0 };
  const progress = out === undefined && process.stdout.isTTY ? showNotesOnly() : showProgress('scan');
  const write = (lines: string): Promise<void> => (out === undefined ? writeToStandardOutput(lines) : out.write(lines));
  let bytesRead = 0;
  const countBytes = (read: number): void => {
    bytesRead += read;
  };
  const showRows = (): void =>
    progress.update(bytesRead / Math.max(bytes, bytesRead), `${counts.rows} rows, ${counts.flagged} flagged`);
  /** The postings that can be read; the others are told and counted on the way. */
  async function* readable(): AsyncGenerator<PostingRow> {
    for (const file of files) {
      for await (const item of readPostingFile(file, countBytes)) {
        if (stop.signal.aborted) return;
        if (!('problem' in item)) {
          yield { ...item.row, id: item.row.id ?? `${file}:${item.line}` };
          continue;
        }
        counts.rows++;
        counts.rejected++;
        tellProblem(progress, file, item, counts.rejected);
        await rejects?.write(`${JSON.stringify({ file, ...item })}\n`);
        showRows();
      }
    }
  }
  try {
    for await (const { lines, bands } of judgeInOrder(readable(), judge, threads)) {
      if (stop.signal.aborted) return counts;
      await write(lines);
      for (const band of ['flagged', 'borderline', 'clear'] as const) {
        counts[band] += bands[band];
        counts.rows += bands[band];
      }
      showRows();
    }
    return counts;
  } finally {
    progress.stop();
  }
}

function tellProblem(progress: Progress, file: string, item: RejectedRow, rejected: number): void {
  if (rejected <= mostProblemsTold) progress.note(`${file}, line ${item.line}: ${printable(item.problem, 300)}`);
  else if (rejected === mostProblemsTold + 1) progress.note('Further rows that cannot be read are only counted here.');
}

function summarise(summary: Counts & { seconds: number }, options: ScanOptions): void {
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const { rows, rejected, flagged, borderline, clear, seconds } = summary;
  const hint = options.rejects === undefined ? ' (--rejects FILE keeps them)' : '';
  const lost = rejected === 0 ? '' : `, ${rejected} could not be read${hint}`;
  process.stderr.write(
    `${rows} rows in ${seconds} s: ${flagged} flagged, ${borderline} borderline, ${clear} clear${lost}.\n`,
  );
}

function isGiven(file: string | undefined): file is string {
  return file !== undefined;
}
