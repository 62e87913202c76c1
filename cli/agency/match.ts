import { type AgencyDecisionKind, decideAgency } from '../../casework/agencies/decide-agency.js';
import { InputError } from '../../contracts/errors.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

export interface MatchOptions {
  readonly user: string;
  readonly sameAs?: string;
  readonly differentFrom?: string;
  readonly licensed?: string;
  readonly unlicensed?: boolean;
  readonly note: string;
}

/** `guazheng agency match AGENCY --user NAME …`: what a person decides of an agency's names and licence. */
export function matchAgency(agencyId: string, options: MatchOptions): Promise<ExitCode> {
  const decisions: readonly { kind: AgencyDecisionKind; otherId: string | null; creditCode: string | null }[] = [
    ...(options.sameAs === undefined ? [] : [{ kind: 'same_as' as const, otherId: options.sameAs, creditCode: null }]),
    ...(options.differentFrom === undefined
      ? []
      : [{ kind: 'different_from' as const, otherId: options.differentFrom, creditCode: null }]),
    ...(options.licensed === undefined
      ? []
      : [{ kind: 'licensed' as const, otherId: null, creditCode: options.licensed }]),
    ...(options.unlicensed === true ? [{ kind: 'unlicensed' as const, otherId: null, creditCode: null }] : []),
  ];
  const [decision] = decisions;
  if (decision === undefined || decisions.length > 1)
    throw new InputError('bad_option', 'Give one of --same-as, --different-from, --licensed and --unlicensed.');
  return withRecord<ExitCode>(async ({ database }) => {
    await asDecider(database, options.user, (decider) =>
      decideAgency(database, decider, { agencyId, ...decision, note: options.note }, new Date()),
    );
    process.stdout.write(`${agencyId}: ${decision.kind} is recorded.\n`);
    return 0;
  });
}
