import type { PlatformFile } from '../../contracts/platform.js';
import { parsePlatformFile } from '../../crawler/read-platform-file.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

/** Versions are immutable, so that one read of each is enough for the life of the process. */
const parsed = new Map<string, PlatformFile>();
const mostKept = 1000;

/** The platform file of a PlatformVersion row. */
export function platformOf(version: { id: string; yaml: string; platformId: string }): PlatformFile {
  let platform = parsed.get(version.id);
  if (platform === undefined) {
    platform = parsePlatformFile(version.yaml, `platform ${version.platformId}`);
    if (parsed.size >= mostKept) parsed.clear();
    parsed.set(version.id, platform);
  }
  return platform;
}

/** The platform files of PlatformVersion rows, by their id; the record is asked for those that this process has not seen. */
export async function platformsOfVersions(
  database: Database | Transaction,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, PlatformFile>> {
  const wanted = [...new Set(versionIds)];
  const known = new Map(wanted.flatMap((id) => entryOf(id, parsed.get(id))));
  const missing = wanted.filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const versions = await database.platformVersion.findMany({
    where: { id: { in: missing } },
    select: { id: true, yaml: true, platformId: true },
  });
  for (const version of versions) known.set(version.id, platformOf(version));
  return known;
}

function entryOf(id: string, platform: PlatformFile | undefined): [string, PlatformFile][] {
  return platform === undefined ? [] : [[id, platform]];
}
