import { takeHandoffStep } from '../../casework/handoffs/take-handoff-step.js';
import { newHandoffStep } from '../../contracts/api/handoffs.js';
import { InputError } from '../../contracts/errors.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng handoff step ID KIND` */
export function step(
  handoffId: string,
  kind: string,
  { user, on: occurredOn, note }: { user: string; on?: string; note: string },
): Promise<ExitCode> {
  const parsed = newHandoffStep.safeParse({ kind, occurredOn, note });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError('bad_option', `The step cannot be read at ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, user, async (decider) => {
      const state = await takeHandoffStep(database, decider, { handoffId, ...parsed.data }, new Date());
      process.stdout.write(`${handoffId} is ${state}.\n`);
      return 0;
    }),
  );
}
