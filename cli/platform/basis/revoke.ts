import { revokeLegalBasis } from '../../../casework/legal-basis/revoke-legal-basis.js';
import { requirePlatform } from '../../../queue/platforms.js';
import type { ExitCode } from '../../run-command.js';
import { withRecord } from '../../with-record.js';

/** `guazheng platform basis revoke PLATFORM --by NAME`: a supervisor's act. */
export function revokeBasis(platformId: string, { by }: { by: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    await revokeLegalBasis(database, { platformId, revokedBy: by }, new Date());
    process.stdout.write(`${platformId}: revoked; robots.txt decides again.\n`);
    return 0;
  });
}
