import { existsSync } from 'node:fs';
import type { EvidenceRecord } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';

/** Made by systemd-timesyncd while a time server keeps the clock (systemd-timesyncd.service(8)). */
const synchronisedMark = '/run/systemd/timesync/synchronized';

/**
 * What is known of this machine's clock: whether the system says that a time server keeps it, and by how much the newest timestamp of an
 * authority differed from it.
 */
export async function readClock(database: Database): Promise<EvidenceRecord['clock']> {
  const newest = await database.ledgerTimestamp.findFirst({
    orderBy: { id: 'desc' },
    select: { authority: true, offsetMilliseconds: true },
  });
  return {
    source: 'system clock (UTC)',
    synchronised: existsSync(synchronisedMark) ? true : null,
    offsetMilliseconds: newest?.offsetMilliseconds ?? null,
    comparedWith: newest?.authority ?? null,
  };
}
