import { readFile } from 'node:fs/promises';
import { readDrivePlan } from '../../casework/drives/drive-plan.js';
import { enterDrive } from '../../casework/drives/enter-drive.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { unreadableFile } from '../unreadable-file.js';
import { withRecord } from '../with-record.js';

/** `guazheng drive enter FILE` */
export async function enter(file: string, { user }: { user: string }): Promise<ExitCode> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadableFile(file, error);
  });
  const plan = readDrivePlan(text, file);
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, user, async (decider) => {
      const id = await enterDrive(database, decider, { plan }, new Date());
      process.stdout.write(`Entered: ${plan.name}, ${id}.\n`);
      return 0;
    }),
  );
}
