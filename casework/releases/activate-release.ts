import { v7 as newId } from 'uuid';
import { RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Prisma, Transaction } from '../../prisma/open-database.js';
import { coversEverything, jurisdictionOf } from '../users/jurisdiction.js';
import type { OpenSession } from '../users/open-session.js';

/** What a supervisor saw of a release before activating it. */
export interface NewActivation {
  /** A registered release (queue/register-release.ts). */
  readonly releaseId: string;
  /** The release that was in force in the comparison. */
  readonly replacedId: string;
  /** The activation that was in force then; null where the deployment's own release was. */
  readonly replacedActivationId: string | null;
  /** Champion and challenger on the frozen postings: figures and identifiers, no word of a posting. */
  readonly comparison: JsonValue;
  /** What forbids it: frozen postings that it was trained on, slices on which it is significantly worse. */
  readonly refusal: { readonly seen: number; readonly worse: readonly string[] } | null;
}

export interface Activation {
  readonly id: string;
  readonly releaseId: string;
  readonly activatedAt: Date;
}

/** The activation that is in force, or null. */
export async function newestActivationId(database: Database | Transaction): Promise<string | null> {
  const newest = await database.releaseActivation.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
  return newest?.id ?? null;
}

/**
 * A supervisor whose organisation is above all others lets a release judge from now on: it judges for everybody. Row and ledger entry are one transaction.
 *
 * @throws RefusedError `role_insufficient`, `jurisdiction_insufficient`; `release_saw_frozen`, `release_worse`; `release_in_force` when it judges already;
 *   `release_replaced` when another one was activated since the comparison
 */
export async function activateRelease(
  database: Database,
  session: OpenSession,
  { releaseId, replacedId, replacedActivationId, comparison, refusal }: NewActivation,
  now: Date,
): Promise<Activation> {
  const { id: sessionId, person } = session;
  if (person.role !== 'supervisor')
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role}; a supervisor activates releases.`);
  await requireEverything(database, session);
  if (refusal !== null && refusal.seen > 0)
    throw new RefusedError(
      'release_saw_frozen',
      `${releaseId} is not activated: it was trained on ${refusal.seen} frozen postings; train it without fixtures/frozen.`,
    );
  if (refusal !== null)
    throw new RefusedError(
      'release_worse',
      `${releaseId} is not activated: on the frozen postings it is significantly worse than ${replacedId} in ${refusal.worse.join('; ')}.`,
    );
  if (releaseId === replacedId) throw new RefusedError('release_in_force', `${releaseId} judges already.`);
  return database.$transaction(async (transaction) => {
    // Two who activate at once are put in an order; reading goes on.
    await transaction.$executeRaw`LOCK TABLE "ReleaseActivation" IN SHARE ROW EXCLUSIVE MODE`;
    if ((await newestActivationId(transaction)) !== replacedActivationId)
      throw new RefusedError(
        'release_replaced',
        `Another release was activated since ${releaseId} was compared; compare it with that one.`,
      );
    const id = idAfter(replacedActivationId);
    await transaction.releaseActivation.create({
      data: {
        ...{ id, releaseId, userId: person.id, sessionId, activatedAt: now },
        comparison: comparison as Prisma.InputJsonValue,
      },
    });
    const subject = { id, releaseId, userId: person.id, sessionId, comparison, at: now.toISOString() };
    await appendLedgerEntries(
      transaction,
      [{ kind: 'release.activated', subjectId: id, subjectSha256: sha256(canonicalJson(subject)) }],
      now,
    );
    return { id, releaseId, activatedAt: now };
  });
}

/** The newest activation is the one in force, and a second server's clock may be behind the first one's: time alone is no order. */
function idAfter(replacedId: string | null): string {
  const id = newId();
  if (replacedId === null || id > replacedId) return id;
  // RFC 9562, 5.7: the first 48 bits are milliseconds.
  const replacedAt = Number.parseInt(replacedId.replaceAll('-', '').slice(0, 12), 16);
  return newId({ msecs: replacedAt + 1 });
}

/**
 * Asked before a release is registered for an activation, too: nothing is to be left of one that is refused.
 * @throws RefusedError `jurisdiction_insufficient` unless the person's organisation is above all others
 */
export async function requireEverything(database: Database, { person: { id, name } }: OpenSession): Promise<void> {
  const { organisationId } = await database.user.findUniqueOrThrow({ where: { id }, select: { organisationId: true } });
  if (await coversEverything(database, await jurisdictionOf(database, organisationId))) return;
  throw new RefusedError(
    'jurisdiction_insufficient',
    `A release judges for every organisation, and that of ${name} is not above all others; a supervisor of that one activates it.`,
  );
}
