import { evaluationReport } from '../../classifier/evaluate/evaluation-report.js';
import type { Outcome } from '../../classifier/evaluate/figures.js';
import { countSeen, outcomeOf } from '../../classifier/evaluate/judge-labelled.js';
import { createJudge, type Judge } from '../../classifier/judge.js';
import type { Release } from '../../classifier/release/read-release.js';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { type EvaluationReport, type RunProgress, uploadLimits, type WrongRow } from '../../contracts/api/testing.js';
import { textFields } from '../../contracts/posting-row.js';
import { type PostingFormat, readPostings } from '../../text/posting-files/read-postings.js';
import { UnusableUpload } from './unusable-upload.js';
import { rowRefusal } from './upload-refusals.js';
import { unpacksWithin } from './zip-entries.js';

export interface UploadedFile {
  readonly bytes: Uint8Array;
  readonly format: PostingFormat;
  /** Whether rows that the release was trained on are taken, too. */
  readonly allowSeen: boolean;
}

export interface EvaluatedUpload {
  readonly report: EvaluationReport;
  readonly falseFlags: WrongRow[];
  readonly misses: WrongRow[];
}

/** What 20 MB of real tables unpack to; more is a file made to fill memory. */
const mostUnpackedBytes = 200_000_000;
const mostRejectedKept = 200;
const mostWrongShown = 50;
/** Rows between two reports of progress. */
const stride = 500;

interface LabelledRow {
  readonly line: number;
  readonly posting: LabelledPosting;
}

/**
 * Judges a labelled file as `guazheng evaluate` does. Rows that are none are left out and told with their line; the command, which people
 * run on files of their own making, stops at the first.
 *
 * @throws UnusableUpload; InputError from the readers
 */
export async function evaluateUpload(
  { bytes, format, allowSeen }: UploadedFile,
  release: Release,
  tell: (progress: RunProgress) => void,
): Promise<EvaluatedUpload> {
  if (format === 'xlsx' && !unpacksWithin(bytes, mostUnpackedBytes)) throw new UnusableUpload('workbook_unpacks');
  const { rows, rejected } = await readLabelled(bytes, format, tell);
  const postings = rows.map(({ posting }) => posting);
  const seen = countSeen(postings, release);
  if (seen > 0 && !allowSeen) throw new UnusableUpload('rows_seen', seen);
  const judge = createJudge(release);
  const outcomes = postings.map((posting, index) => {
    if (index % stride === 0) tell({ stage: 'judging', done: index, total: rows.length });
    const { band, probability } = judge(posting).verdict;
    return outcomeOf(posting, probability, band === 'flagged');
  });
  tell({ stage: 'measuring', done: rows.length, total: rows.length });
  return {
    report: { ...evaluationReport(outcomes, release), seen, rejected },
    ...wrongRows(rows, outcomes, judge),
  };
}

async function readLabelled(
  bytes: Uint8Array,
  format: PostingFormat,
  tell: (progress: RunProgress) => void,
): Promise<{ rows: LabelledRow[]; rejected: EvaluationReport['rejected'] }> {
  const rows: LabelledRow[] = [];
  const rejected: EvaluationReport['rejected'] = { count: 0, rows: [] };
  const reject = (line: number, code: keyof typeof rowRefusal): void => {
    rejected.count++;
    if (rejected.rows.length < mostRejectedKept) rejected.rows.push({ line, why: rowRefusal[code] });
  };
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  for await (const item of readPostings(source(), format, 'upload')) {
    const read = rows.length + rejected.count;
    if (read >= uploadLimits.rows) throw new UnusableUpload('rows_too_many', uploadLimits.rows);
    if (read % stride === 0) tell({ stage: 'reading', done: read, total: null });
    if ('problem' in item) reject(item.line, item.code);
    else if (item.row.label === undefined) reject(item.line, 'label_missing');
    else rows.push({ line: item.line, posting: { ...item.row, label: item.row.label } });
  }
  if (rows.length === 0) throw new UnusableUpload('no_rows');
  return { rows, rejected };
}

/** The surest errors of either kind. They are judged again, so that not every row's verdict has to be held. */
function wrongRows(
  rows: readonly LabelledRow[],
  outcomes: readonly Outcome[],
  judge: Judge,
): Pick<EvaluatedUpload, 'falseFlags' | 'misses'> {
  const surest = (flagged: boolean): WrongRow[] => {
    const sign = flagged ? -1 : 1;
    return rows
      .map((row, index) => ({ row, outcome: outcomes[index] }))
      .filter(({ outcome }) => outcome?.flagged === flagged && outcome.rental !== flagged)
      .sort((a, b) => sign * ((a.outcome?.probability ?? 0) - (b.outcome?.probability ?? 0)))
      .slice(0, mostWrongShown)
      .map(({ row }) => wrongRow(row, judge));
  };
  return { falseFlags: surest(true), misses: surest(false) };
}

function wrongRow({ line, posting }: LabelledRow, judge: Judge): WrongRow {
  const { band, probability, reasons } = judge(posting).verdict;
  return {
    ...{ line, label: posting.label, slice: posting.slice ?? '', band, probability, reasons },
    fields: textFields.flatMap((field) => {
      const text = posting[field];
      return text === undefined || text === '' ? [] : [{ field, text }];
    }),
  };
}
