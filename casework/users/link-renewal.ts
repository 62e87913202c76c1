import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';

/** That a person's link to choose a passphrase was renewed. */
export interface LinkRenewal {
  readonly at: Date;
  /** The administrator's name; null where nobody was one yet. */
  readonly by: string | null;
}

/** Longer than a session of an administrator lasts, in milliseconds. */
const longestSession = 2 * 86_400_000;

/** What the ledger holds of a renewal. @param sessionId the administrator's */
export function renewalSha256(userId: string, at: Date, sessionId: string | null): string {
  return sha256(canonicalJson({ id: userId, at: at.toISOString(), by: sessionId }));
}

/**
 * The newest renewal of a person's link, as the ledger has it. The entry holds the administrator's session in its hash alone: it is the one
 * of those open at that time that fits.
 */
export async function readLinkRenewal(database: Database, userId: string): Promise<LinkRenewal | undefined> {
  const entry = await database.ledgerEntry.findFirst({
    where: { subjectId: userId, kind: 'user.invited_again' },
    orderBy: { sequence: 'desc' },
    select: { at: true, subjectSha256: true },
  });
  if (entry === null) return undefined;
  const { at, subjectSha256 } = entry;
  const sessions = await database.userSession.findMany({
    where: {
      origin: { in: ['page', 'command'] },
      startedAt: { lte: at, gte: new Date(at.getTime() - longestSession) },
      OR: [{ endedAt: null }, { endedAt: { gte: at } }],
    },
    select: { id: true, user: { select: { name: true } } },
  });
  const session = sessions.find(({ id }) => renewalSha256(userId, at, id) === subjectSha256);
  return { at, by: session?.user.name ?? null };
}
