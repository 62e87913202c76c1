import { grantLegalBasis } from '../../../casework/legal-basis/grant-legal-basis.js';
import { requirePlatform } from '../../../queue/platforms.js';
import { momentText } from '../../moment.js';
import type { ExitCode } from '../../run-command.js';
import { withRecord } from '../../with-record.js';

export interface GrantOptions {
  readonly basis: string;
  readonly by: string;
  readonly until: Date;
}

/** `guazheng platform basis grant PLATFORM --basis TEXT --by NAME --until DAY`: a supervisor's act. */
export function grantBasis(platformId: string, { basis, by, until }: GrantOptions): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const granted = { platformId, basis, grantedBy: by, validUntil: until };
    await grantLegalBasis(database, granted, new Date());
    process.stdout.write(
      `${platformId}: until ${momentText(until)} its pages are fetched on this ground, which each capture cites and the ledger records.\n`,
    );
    return 0;
  });
}
