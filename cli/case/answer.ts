import { answerStep, type NewAnswer } from '../../casework/cases/answer-step.js';
import { readCaseRecord } from '../../casework/cases/case-record.js';
import { RefusedError } from '../../contracts/errors.js';
import { planRecaptures } from '../../queue/plan-recapture.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';
import { caseIdOf } from './case-reference.js';

/** `guazheng case confirm|take-back CASE --user NAME`: the answer to the step of the case that waits. */
export function answer(
  kind: NewAnswer['kind'],
  named: string,
  options: { readonly user: string; readonly note: string; readonly json?: boolean },
): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, options.user, async (decider) => {
      const caseId = await caseIdOf(database, named, decider.jurisdiction);
      const stepId = (await readCaseRecord(database, caseId, decider.jurisdiction))?.pendingStepId ?? null;
      if (stepId === null) throw new RefusedError('step_answered', `No step of the case ${named} waits for an answer.`);
      const now = new Date();
      const wanted = { caseId, stepId, kind, note: options.note };
      const { state } = await answerStep(database, decider, wanted, planRecaptures(now), now);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ stepId, state })}\n`
          : `The step is ${kind}; the case is ${state}.\n`,
      );
      return 0;
    }),
  );
}
