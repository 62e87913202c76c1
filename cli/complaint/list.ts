import { type ComplaintRow, listComplaints } from '../../casework/complaints/list-complaints.js';
import { complaintState } from '../../contracts/api/complaints.js';
import { InputError } from '../../contracts/errors.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng complaint list`: complaints without a result, the oldest first, or those that `--state` asks for. */
export function listRegisteredComplaints(options: { state: string; limit: number; json?: boolean }): Promise<ExitCode> {
  const state = complaintState.safeParse(options.state);
  if (!state.success)
    throw new InputError('bad_option', `--state ${options.state} is none of ${complaintState.options.join(', ')}.`);
  return withRecord<ExitCode>(async ({ database }) => {
    const query = { state: state.data, limit: options.limit };
    const { complaints, open } = await listComplaints(database, await everyOrganisation(database), query, new Date());
    // Whoever lists them has no business with their words.
    const listed = complaints.map(({ text: _, ...complaint }) => complaint);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ open, complaints: listed })}\n`);
    else
      process.stdout.write(
        `${table(
          [
            'complaint',
            'number',
            'organisation',
            'channel',
            'received',
            'days',
            'words',
            'advertisement',
            'page',
            'repeat',
            'result',
          ],
          listed.map(({ id, year, number, organisation, channel, receivedAt, ageDays, band, ...row }) => [
            ...[id, `〔${year}〕${number}号`, organisation, channel, receivedAt.toISOString(), ageDays ?? ''],
            ...[band ?? '', advertisementOf(row), pageOf(row), row.isRepeat ? 'yes' : '', row.result ?? ''],
          ]),
        )}${open} without a result.\n`,
      );
    return 0;
  });
}

function advertisementOf({ posting }: Pick<ComplaintRow, 'posting'>): string {
  if (posting === null) return '';
  return posting.band === null ? 'not judged yet' : `${posting.band} ${(posting.probability ?? 0).toFixed(3)}`;
}

/** How far the page is that was named, and why it goes no further. */
function pageOf({ capture }: Pick<ComplaintRow, 'capture'>): string {
  if (capture === null) return '';
  return capture.errorCode === null ? capture.state : `${capture.state}: ${capture.errorCode}`;
}
