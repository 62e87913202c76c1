import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';
import type { SigningKey } from '../keys.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { canonicalJson } from '../verify/canonical-json.js';

/** A package that is going to be written. */
export interface PackageOrder {
  readonly packageId: string;
  readonly number: number;
}

/**
 * Enters into the ledger that a package of a capture is going to be written, so that the package can hold that entry; and, the first time,
 * which key signs. An order that comes to nothing stays an entry without a package.
 */
export async function orderPackage(
  database: Database,
  of: { readonly postingId: string; readonly captureId: string; readonly by: NamedPerson | null },
  { keyId, publicKey }: SigningKey,
  now: Date,
): Promise<PackageOrder> {
  const packageId = newId();
  return database.$transaction(async (transaction) => {
    const number = (await transaction.evidencePackage.count({ where: { postingId: of.postingId } })) + 1;
    const known = await transaction.ledgerEntry.findFirst({ where: { kind: 'key.introduced', subjectId: keyId } });
    const by = of.by === null ? null : { ...of.by };
    const introduced = { kind: 'key.introduced', subjectId: keyId, subjectSha256: sha256(publicKey) };
    // The order states the time that its entry has, which may be later than this clock's.
    const orderedAt = (at: Date) => {
      const subjectSha256 = sha256(canonicalJson({ packageId, number, ...of, by, at: at.toISOString() }));
      return { kind: 'package.ordered', subjectId: packageId, subjectSha256 };
    };
    await appendLedgerEntries(
      transaction,
      (at) => (known === null ? [introduced, orderedAt(at)] : [orderedAt(at)]),
      now,
    );
    return { packageId, number };
  });
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
