import { InputError } from '../contracts/errors.js';
import { parsePlatformFile } from '../crawler/read-platform-file.js';
import { appendLedgerEntries } from '../evidence/ledger/append-entries.js';
import { sha256 } from '../postings/hash-content.js';
import type { Database } from '../prisma/open-database.js';

/** The organisation that owns what no other does; the first migration creates it. */
const defaultOrganisation = 'default';

/**
 * Adds a platform, or a new version of a known one. The same file again changes nothing.
 * @throws InputError when the file is not usable.
 */
export async function storePlatform(
  database: Database,
  yaml: string,
  fileName: string,
  now: Date,
): Promise<{ id: string; version: number; isNew: boolean }> {
  const platform = parsePlatformFile(yaml, fileName);
  return database.$transaction(async (transaction) => {
    await transaction.platform.upsert({
      where: { id: platform.id },
      create: { id: platform.id, name: platform.name, organisationId: defaultOrganisation },
      update: { name: platform.name, removedAt: null },
    });
    await transaction.$queryRaw`SELECT 1 FROM "Platform" WHERE "id" = ${platform.id} FOR UPDATE`;
    const newest = await transaction.platformVersion.findFirst({
      where: { platformId: platform.id },
      orderBy: { number: 'desc' },
    });
    const hash = sha256(yaml);
    if (newest?.sha256 === hash) return { id: platform.id, version: newest.number, isNew: false };
    const version = await transaction.platformVersion.create({
      data: { platformId: platform.id, number: (newest?.number ?? 0) + 1, yaml, sha256: hash },
    });
    await appendLedgerEntries(
      transaction,
      [{ kind: 'platform.versioned', subjectId: version.id, subjectSha256: hash }],
      now,
    );
    return { id: platform.id, version: version.number, isNew: true };
  });
}

/** @throws InputError naming the platforms there are. */
export async function requirePlatform(database: Database, id: string): Promise<void> {
  const platform = await database.platform.findFirst({ where: { id, removedAt: null } });
  if (platform !== null) return;
  const known = await database.platform.findMany({
    where: { removedAt: null },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const there = known.length === 0 ? 'there is none yet' : `there are: ${known.map((row) => row.id).join(', ')}`;
  throw new InputError(
    'platform_unknown',
    `There is no platform «${id}» (${there}). Add one with: guazheng platform add FILE`,
  );
}
