import type { Judge } from '../../classifier/judge.js';
import { judgeInOrder } from '../../classifier/threads/judge-in-order.js';
import type { JudgingThreads } from '../../classifier/threads/judging-threads.js';
import { type ScanAnswer, scanVerdict } from '../../contracts/api/scan.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { postingOf } from '../../text/posting-files/posting-of.js';
import { rowRefusal } from '../testing/upload-refusals.js';

/** None beside the server's own: some hundred rows are judged before a thread has loaded. */
const noThreads: JudgingThreads = { offer: () => undefined, close: async () => undefined };

/**
 * Judges rows as `guazheng scan` does, through the same code; between batches the server answers others. Nothing is stored.
 */
export async function scanRows(judge: Judge, given: readonly unknown[]): Promise<ScanAnswer> {
  const rejected: ScanAnswer['rejected'] = [];
  async function* rows(): AsyncGenerator<PostingRow> {
    for (const [row, value] of given.entries()) {
      const posting = postingOf(value);
      if ('problem' in posting) rejected.push({ row, why: rowRefusal[posting.code] });
      else yield posting;
    }
  }
  const verdicts: ScanAnswer['verdicts'] = [];
  for await (const { lines } of judgeInOrder(rows(), judge, noThreads))
    for (const line of lines.trimEnd().split('\n')) verdicts.push(scanVerdict.parse(JSON.parse(line)));
  return { verdicts, rejected };
}
