import { recordComplaintResult } from '../../casework/complaints/result-of-complaint.js';
import { complaintResultKind } from '../../contracts/api/complaints.js';
import { InputError } from '../../contracts/errors.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

export interface ResultOptions {
  readonly user: string;
  readonly kind: string;
  readonly case?: string;
  readonly handoff?: string;
  readonly note: string;
}

/** `guazheng complaint result COMPLAINT --user NAME --kind KIND`: what became of a complaint. */
export function recordResult(complaintId: string, options: ResultOptions): Promise<ExitCode> {
  const kind = complaintResultKind.safeParse(options.kind);
  if (!kind.success)
    throw new InputError('bad_option', `--kind ${options.kind} is none of ${complaintResultKind.options.join(', ')}.`);
  return withRecord<ExitCode>(async ({ database }) => {
    const result = {
      kind: kind.data,
      caseId: options.case ?? null,
      handoffId: options.handoff ?? null,
      note: options.note,
    };
    await asDecider(database, options.user, (decider) =>
      recordComplaintResult(database, decider, complaintId, result, new Date()),
    );
    process.stdout.write(`${complaintId}: ${kind.data} is recorded.\n`);
    return 0;
  });
}
