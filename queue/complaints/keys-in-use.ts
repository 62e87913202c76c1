import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

/**
 * A posting whose page a complaint brought is kept by its address, since only lists tell a platform's own keys. A list that names that address
 * later on means the posting that is there.
 */
export async function withKeysInUse<Page extends { readonly key: string | null; readonly url: string }>(
  transaction: Transaction,
  platformId: string,
  pages: readonly Page[],
): Promise<readonly Page[]> {
  const keyed = pages.filter(({ key, url }) => key !== null && key !== url);
  if (keyed.length === 0) return pages;
  const found = await transaction.posting.findMany({
    where: { platformId, keySha256: { in: keyed.map(({ url }) => sha256(url)) } },
    select: { key: true },
  });
  const inUse = new Set(found.map(({ key }) => key));
  return pages.map((page) => (inUse.has(page.url) ? { ...page, key: page.url } : page));
}

/** The posting of a platform that is known at an address, the one seen last; null where there is none. */
export async function findPostingAtUrl(
  database: Database | Transaction,
  platformId: string,
  url: string,
): Promise<{ readonly id: string; readonly key: string } | null> {
  return database.posting.findFirst({
    where: { platformId, url },
    orderBy: { lastSeenAt: 'desc' },
    select: { id: true, key: true },
  });
}
