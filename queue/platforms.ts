import { InputError, RefusedError } from '../contracts/errors.js';
import { parsePlatformFile } from '../crawler/read-platform-file.js';
import { appendLedgerEntries } from '../evidence/ledger/append-entries.js';
import { canonicalJson } from '../evidence/verify/canonical-json.js';
import { sha256 } from '../postings/hash-content.js';
import type { Database } from '../prisma/open-database.js';

/** The organisation that owns what no other does; the first migration creates it. */
const defaultOrganisation = 'default';

/** A person who saves a platform in the browser. */
export interface SavingPerson {
  readonly id: string;
  /** Owner of the platform where it is new. */
  readonly organisationId: string;
  /** Whose platforms they may change. */
  readonly jurisdiction: readonly string[];
  /** Number of the version that they changed, 0 of a new platform: somebody else's newer one is not covered up. */
  readonly basedOn: number;
}

/**
 * Adds a platform, or a new version of a known one. The same file again changes nothing.
 *
 * @param by the person, where one did it in the browser
 * @throws InputError when the file is not usable; RefusedError `platform_taken` where the platform is another organisation's or one of
 *   that id is there already, `platform_version_stale` where somebody has saved meanwhile
 */
export async function storePlatform(
  database: Database,
  yaml: string,
  fileName: string,
  now: Date,
  by?: SavingPerson,
): Promise<{ id: string; version: number; isNew: boolean }> {
  const platform = parsePlatformFile(yaml, fileName);
  return database.$transaction(async (transaction) => {
    const { organisationId } = await transaction.platform.upsert({
      where: { id: platform.id },
      create: { id: platform.id, name: platform.name, organisationId: by?.organisationId ?? defaultOrganisation },
      update: { name: platform.name, removedAt: null },
      select: { organisationId: true },
    });
    await transaction.$queryRaw`SELECT 1 FROM "Platform" WHERE "id" = ${platform.id} FOR UPDATE`;
    const newest = await transaction.platformVersion.findFirst({
      where: { platformId: platform.id },
      orderBy: { number: 'desc' },
    });
    if (by !== undefined) admitSaving(platform.id, organisationId, newest?.number ?? 0, by);
    const hash = sha256(yaml);
    if (newest?.sha256 === hash) return { id: platform.id, version: newest.number, isNew: false };
    const number = (newest?.number ?? 0) + 1;
    const version = await transaction.platformVersion.create({
      data: { platformId: platform.id, number, yaml, sha256: hash, savedById: by?.id ?? null },
    });
    const subjectId = version.id;
    const entries = [{ kind: 'platform.versioned', subjectId, subjectSha256: hash }];
    if (by !== undefined) {
      const saved = { id: subjectId, platformId: platform.id, number, sha256: hash, by: by.id };
      entries.push({ kind: 'platform.saved', subjectId, subjectSha256: sha256(canonicalJson(saved)) });
    }
    await appendLedgerEntries(transaction, entries, now);
    return { id: platform.id, version: number, isNew: true };
  });
}

function admitSaving(id: string, organisationId: string, newest: number, by: SavingPerson): void {
  if (!by.jurisdiction.includes(organisationId) || (by.basedOn === 0 && newest > 0))
    throw new RefusedError('platform_taken', `There is a platform ${id} already; choose another id.`);
  if (newest !== by.basedOn) {
    throw new RefusedError(
      'platform_version_stale',
      `${id} is at version ${newest} by now, and what was changed is version ${by.basedOn}; begin with the newest one.`,
    );
  }
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
