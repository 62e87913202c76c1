import { readFile } from 'node:fs/promises';
import { recordOutcome } from '../../casework/outcomes/record-outcome.js';
import { newOutcome } from '../../contracts/api/outcomes.js';
import { InputError } from '../../contracts/errors.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { unreadableFile } from '../unreadable-file.js';
import { withRecord } from '../with-record.js';

export interface RecordOptions {
  readonly user: string;
  readonly kind: string;
  readonly person?: string;
  readonly employer?: string;
  /** Its first line is the number, which is no argument: those are seen by every user of the machine. */
  readonly identityFile?: string;
  readonly authority: string;
  readonly document: string;
  readonly decided: string;
  readonly ends?: string;
  readonly case?: string;
  readonly handoff?: string;
  readonly note: string;
}

/** `guazheng outcome record` */
export async function record(options: RecordOptions): Promise<ExitCode> {
  const { person, employer, kind, authority, document, decided: decidedOn, note } = options;
  if ((person === undefined) === (employer === undefined))
    throw new InputError('bad_option', 'Give one of --person and --employer.');
  const parsed = newOutcome.safeParse({
    ...{ kind, authority, document, decidedOn, note, subjectKind: person === undefined ? 'employer' : 'person' },
    ...{ subjectName: person ?? employer, endsOn: options.ends, caseId: options.case, handoffId: options.handoff },
    identityNumber: options.identityFile === undefined ? undefined : await firstLineOf(options.identityFile),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError('bad_option', `The outcome cannot be read at ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const personalData = openPersonalData(await openPersonalDataSecrets(readSettings().keysFolder));
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, options.user, async (decider) => {
      const id = await recordOutcome(database, personalData, decider, parsed.data, new Date());
      process.stdout.write(`Recorded: ${id}.\n`);
      return 0;
    }),
  );
}

async function firstLineOf(file: string): Promise<string> {
  try {
    return ((await readFile(file, 'utf8')).split('\n')[0] ?? '').trim();
  } catch (error) {
    throw unreadableFile(file, error);
  }
}
