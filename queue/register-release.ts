import type { Release } from '../classifier/release/read-release.js';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import { appendLedgerEntries } from '../evidence/ledger/append-entries.js';
import type { Database } from '../prisma/open-database.js';

/** Records a release before its first verdict: contents in the blob store first, then row and ledger entry. A known one changes nothing. */
export async function registerRelease(
  database: Database,
  blobs: BlobStore,
  release: Pick<Release, 'id' | 'bytes'>,
  now: Date,
): Promise<void> {
  const known = await database.classifierRelease.findUnique({ where: { id: release.id }, select: { id: true } });
  if (known !== null) return;
  const { sha256: blobSha256 } = await blobs.put(release.bytes);
  await database.$transaction(async (transaction) => {
    const created = await transaction.classifierRelease.createMany({
      data: [{ id: release.id, blobSha256 }],
      skipDuplicates: true,
    });
    if (created.count === 0) return;
    await appendLedgerEntries(
      transaction,
      [{ kind: 'release.registered', subjectId: release.id, subjectSha256: blobSha256 }],
      now,
    );
  });
}
