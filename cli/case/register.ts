import { caseNumber } from '../../casework/cases/case-record.js';
import { registerCase } from '../../casework/cases/register-case.js';
import { casePath } from '../../contracts/case.js';
import { InputError } from '../../contracts/errors.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

export interface RegisterOptions {
  readonly user: string;
  readonly posting: readonly string[];
  readonly origin: string;
  readonly path: string;
  readonly lead: readonly string[];
  readonly check?: string;
  readonly subject?: string;
  readonly creditCode?: string;
  readonly note: string;
  readonly json?: boolean;
}

/** `guazheng case register --posting ID … --origin TEXT --user NAME`: a clue becomes a case. */
export function register(options: RegisterOptions): Promise<ExitCode> {
  const path = casePath.safeParse(options.path);
  if (!path.success)
    throw new InputError('bad_option', `--path ${options.path} is none of ${casePath.options.join(', ')}.`);
  const { posting: postingIds, origin, note, subject: subjectName, creditCode } = options;
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, options.user, async (decider) => {
      const clues = { leadIds: options.lead, checkId: options.check };
      const wanted = { path: path.data, postingIds, origin, note, subjectName, creditCode, ...clues };
      const registered = await registerCase(database, decider, wanted, new Date());
      const number = caseNumber(registered);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ id: registered.id, number })}\n`
          : `${number} is registered: ${registered.id}\n`,
      );
      return 0;
    }),
  );
}
