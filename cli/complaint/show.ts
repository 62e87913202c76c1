import { unmaskComplainant } from '../../casework/complaints/unmask-complainant.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { readComplaint } from '../../server/complaints/read-complaint.js';
import { asDecider } from '../as-decider.js';
import { openRecord } from '../open-record.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';

/** `guazheng complaint show COMPLAINT --user NAME [--unmask]`: one complaint with contacts covered, or in full, which the ledger notes. */
export async function showComplaint(
  id: string,
  options: { user: string; unmask?: boolean; json?: boolean },
): Promise<ExitCode> {
  const settings = readSettings();
  const record = await openRecord(settings);
  try {
    const { database: db } = record;
    const personalData = openPersonalData(await openPersonalDataSecrets(settings.keysFolder));
    const now = () => new Date();
    const shown = await asDecider(db, options.user, async (decider) => {
      const complaint = await readComplaint({ db, personalData, now }, decider, id);
      return options.unmask === true
        ? { ...complaint, ...(await unmaskComplainant(db, personalData, decider, id, now())) }
        : complaint;
    });
    process.stdout.write(options.json === true ? `${JSON.stringify(shown)}\n` : `${JSON.stringify(shown, null, 2)}\n`);
    return 0;
  } finally {
    await record.close();
  }
}
