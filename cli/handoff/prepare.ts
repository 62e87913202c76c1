import { prepareHandoff } from '../../casework/handoffs/prepare-handoff.js';
import { newHandoff } from '../../contracts/api/handoffs.js';
import { InputError } from '../../contracts/errors.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

export interface PrepareOptions {
  readonly user: string;
  readonly to: string;
  readonly subject: string;
  readonly name: string;
  readonly credential: string;
  readonly matter: string;
  readonly case?: string;
  readonly package: readonly string[];
}

/** `guazheng handoff prepare` */
export function prepare(options: PrepareOptions): Promise<ExitCode> {
  const { to: authority, subject: subjectKind, name: subjectName, credential, matter } = options;
  const parsed = newHandoff.safeParse({
    ...{ authority, subjectKind, subjectName, credential, matter, caseId: options.case, packageIds: options.package },
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError('bad_option', `The handoff cannot be read at ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, options.user, async (decider) => {
      const { id, year, number } = await prepareHandoff(database, decider, parsed.data, new Date());
      process.stdout.write(`Prepared: 〔${year}〕${number}号, ${id}. Two officers confirm it before it leaves.\n`);
      return 0;
    }),
  );
}
