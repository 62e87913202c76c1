import { domainToUnicode } from 'node:url';
import type { PlatformFile } from '../../contracts/platform.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import { checkPlatformFile } from '../../crawler/read-platform-file.js';
import { isSameSite } from '../../crawler/same-site.js';
import type { Database } from '../../prisma/open-database.js';

/** A platform on record at whose site an address lies, by its newest file. */
interface PlatformOfAddress {
  readonly id: string;
  readonly name: string;
  readonly versionId: string;
  readonly platform: PlatformFile;
}

/**
 * The platform of these organisations at whose site an address lies; undefined where there is none. Platforms that were removed, and those
 * whose newest file cannot be read, are none.
 *
 * @param url canonical
 */
export async function findPlatformOfAddress(
  database: Database,
  jurisdiction: readonly string[],
  url: string,
): Promise<PlatformOfAddress | undefined> {
  const { hostname } = new URL(url);
  // What two hosts of one site have in common, as a file may have it written.
  const common = hostname.split('.').slice(-2).join('.');
  const candidates = await database.platform.findMany({
    where: {
      ...{ removedAt: null, organisationId: { in: [...jurisdiction] } },
      versions: {
        some: {
          OR: [common, domainToUnicode(common)].map((host) => ({
            yaml: { contains: host, mode: 'insensitive' as const },
          })),
        },
      },
    },
    orderBy: { id: 'asc' },
    select: { id: true, name: true, versions: { orderBy: { number: 'desc' }, take: 1 } },
  });
  const onSite = candidates.flatMap(({ id, name, versions }): PlatformOfAddress[] => {
    const [version] = versions;
    const read = version === undefined ? undefined : checkPlatformFile(version.yaml);
    if (version === undefined || read === undefined || !('platform' in read)) return [];
    const { platform } = read;
    return liesOnSite(platform, url) ? [{ id, name, versionId: version.id, platform }] : [];
  });
  // Several platforms may share a site, each with a host of its own.
  return onSite.find(({ platform }) => platform.entry.some((own) => new URL(own).hostname === hostname)) ?? onSite[0];
}

/**
 * Whether an address is on a platform's site, at the port of one of its entry pages there: whoever complains, and whatever their address leads
 * to, does not choose another service of the platform's machines.
 */
export function liesOnSite({ entry }: PlatformFile, url: string): boolean {
  const { port } = new URL(url);
  return entry.some((own) => isSameSite(own, url) && new URL(own).port === port);
}

/** Why the page at an address of its site cannot be read as a posting; undefined where it may be one. */
export function unfitAddress(
  { entry, detail }: PlatformFile,
  url: string,
): 'complaint_list_only' | 'complaint_list_page' | undefined {
  if (detail.from === 'list') return 'complaint_list_only';
  const lists = entry.flatMap((own) => [canonicalUrl(own, own), new URL('/', url).href]);
  return lists.includes(url) ? 'complaint_list_page' : undefined;
}
