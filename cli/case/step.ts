import { takeStep } from '../../casework/cases/take-step.js';
import { caseAction } from '../../contracts/case.js';
import { InputError } from '../../contracts/errors.js';
import { planRecaptures } from '../../queue/plan-recapture.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';
import { caseIdOf } from './case-reference.js';
import { readFacts } from './read-facts.js';

export interface StepOptions {
  readonly user: string;
  readonly facts?: string;
  readonly set: readonly string[];
  readonly on?: string;
  readonly note: string;
  readonly json?: boolean;
}

/** `guazheng case step CASE ACTION --user NAME`: an officer takes a step. What becomes due by it is put on the queue by «reconcile». */
export function step(named: string, actionName: string, options: StepOptions): Promise<ExitCode> {
  const action = caseAction.exclude(['register']).safeParse(actionName);
  if (!action.success)
    throw new InputError(
      'bad_option',
      `There is no action ${actionName}; «guazheng case show CASE» names those that a case allows.`,
    );
  return withRecord<ExitCode>(async ({ database }) => {
    const facts = await readFacts(options.facts, options.set);
    return asDecider<ExitCode>(database, options.user, async (decider) => {
      const caseId = await caseIdOf(database, named, decider.jurisdiction);
      const now = new Date();
      const wanted = {
        caseId,
        action: action.data,
        occurredOn: options.on,
        facts,
        note: options.note,
        requestId: null,
      };
      const taken = await takeStep(database, decider, wanted, planRecaptures(now), now);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify(taken)}\n`
          : `${action.data} is recorded as ${taken.stepId}; ${taken.isPending ? 'another officer has to confirm it («guazheng case confirm»)' : `the case is ${taken.state}`}.\n`,
      );
      return 0;
    });
  });
}
