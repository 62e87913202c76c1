import { listLegalBases } from '../../../casework/legal-basis/list-legal-bases.js';
import { requirePlatform } from '../../../queue/platforms.js';
import { momentText } from '../../moment.js';
import type { ExitCode } from '../../run-command.js';
import { table } from '../../table.js';
import { withRecord } from '../../with-record.js';

/** `guazheng platform basis list PLATFORM` */
export function listBases(platformId: string, options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const bases = await listLegalBases(database, platformId);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ bases })}\n`);
    else if (bases.length === 0)
      process.stdout.write(`${platformId}: robots.txt decides; no other legal basis was ever granted.\n`);
    else {
      const rows = bases.map((row) => [
        row.basis,
        row.grantedBy,
        momentText(row.grantedAt),
        momentText(row.validUntil),
        row.revokedAt === null ? '' : `${momentText(row.revokedAt)} by ${row.revokedBy ?? 'nobody named'}`,
        row.captures,
      ]);
      process.stdout.write(table(['BASIS', 'GRANTED BY', 'GRANTED', 'VALID UNTIL', 'REVOKED', 'CAPTURES'], rows));
    }
    return 0;
  });
}
