import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathOfBlob } from '../../../evidence/blobs/blob-name.js';
import { blobColumns } from '../../../evidence/blobs/blob-references.js';
import { scrub } from '../../../evidence/blobs/scrub.js';
import { openWorld, type RecordWorld } from '../backup/backup-world.js';
import { fillRecord } from '../backup/filled-record.js';

let world: RecordWorld;
let packageSha256: string;
beforeEach(async () => {
  world = await openWorld();
  ({ packageSha256 } = await fillRecord(world.db, world.blobs));
});
afterEach(() => world.close());
const fileOf = (sha256: string) => join(world.folder, 'blobs', pathOfBlob(sha256));

describe('a scrub', () => {
  test('finds nothing wrong where nothing is, and reads every blob', async () => {
    const shares: number[] = [];
    const report = await scrub(world.db, world.blobs, { onProgress: (share) => shares.push(share) });
    expect(report).toMatchObject({ intact: 14, corrupt: [], missing: [], retired: 0, unnamed: 0 });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  test('names a blob with one flipped bit and one that is missing, and counts what no row names', async () => {
    const release = await world.db.classifierRelease.findFirstOrThrow();
    const file = fileOf(release.blobSha256);
    const bytes = await readFile(file);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await chmod(file, 0o600);
    await writeFile(file, bytes);
    await rm(fileOf(packageSha256));
    await world.blobs.put(new TextEncoder().encode('nobody’s'));
    expect(await scrub(world.db, world.blobs)).toMatchObject({
      ...{ intact: 12, corrupt: [release.blobSha256], missing: [packageSha256], retired: 0, unnamed: 1 },
    });
  });

  test('reads no faster than it may', async () => {
    await world.blobs.put(Buffer.alloc(100_000));
    const { sha256 } = await world.blobs.put(Buffer.alloc(100_000, 1));
    await world.db.classifierRelease.create({ data: { id: 'large', blobSha256: sha256 } });
    const begun = performance.now();
    await scrub(world.db, world.blobs, { bytesPerSecond: 200_000 });
    expect(performance.now() - begun).toBeGreaterThan(450);
  });

  test('stops when it is told to', async () => {
    await expect(scrub(world.db, world.blobs, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});

test('every column of the record that holds a SHA-256 is known to name a blob or not to', async () => {
  const notBlobs = new Set([
    ...['CrawlTask.urlSha256', 'LedgerEntry.subjectSha256', 'PlatformVersion.sha256', 'Posting.keySha256'],
    ...['PostingVersion.contentSha256', 'EvidencePackage.manifestSha256', 'RetiredBlob.sha256'],
    ...['ApiToken.tokenSha256', 'Evaluation.fileSha256', 'Invitation.tokenSha256'],
    ...['Outcome.identitySha256', 'ComparisonLead.identitySha256'],
    ...['Complaint.codeSha256', 'RegisterImport.fileSha256'],
  ]);
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  const { rows } = await client.query<{ column: string }>(
    `SELECT table_name || '.' || column_name AS "column" FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name ILIKE '%sha256'`,
  );
  await client.end();
  const blobs = rows.map(({ column }) => column).filter((column) => !notBlobs.has(column));
  expect(blobs.sort()).toEqual(blobColumns.map((names) => names.join('.')).sort());
});
