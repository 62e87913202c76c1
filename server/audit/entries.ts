import type { AuditEntry, AuditFilter } from '../../contracts/api/audit.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { maskContacts } from '../postings/mask-contacts.js';
import type { Session } from '../session.js';
import { readTraces, subjectsOfPerson, subjectsOfPosting, type Trace } from './traces.js';

interface Row {
  readonly sequence: bigint;
  /** Null where it is no time at all, which nothing here writes. */
  readonly at: Date | null;
  readonly kind: string;
  readonly subjectId: string;
  readonly subjectSha256: string;
  readonly hash: string;
}

type Reader = Pick<Session, 'jurisdiction'>;

/** Of the whole deployment: they belong to no organisation, and name nobody. */
const common = /^(ledger|backup|key|blob_store|blobs|release)\./;

export const entriesPerPage = 100;

/**
 * Entries of the ledger, newest first, at most `limit`, before a sequence number. A person or posting outside the jurisdiction has none, as
 * if there were no such one.
 */
export async function readAuditEntries(
  database: Database,
  reader: Reader,
  filter: AuditFilter,
  before: bigint | undefined,
  limit: number,
): Promise<AuditEntry[]> {
  if (!(await isWithin(database, reader, filter))) return [];
  const conditions = [
    ...(before === undefined ? [] : [Prisma.sql`"sequence" < ${before}`]),
    ...(filter.kind === undefined ? [] : [Prisma.sql`"kind" = ${filter.kind}`]),
    ...(filter.from === undefined ? [] : [Prisma.sql`"at" >= ${new Date(filter.from)}`]),
    ...(filter.to === undefined ? [] : [Prisma.sql`"at" < ${new Date(filter.to)}`]),
    ...(filter.person === undefined ? [] : [Prisma.sql`"subjectId" IN (${subjectsOfPerson(filter.person)})`]),
    ...(filter.posting === undefined ? [] : [Prisma.sql`"subjectId" IN (${subjectsOfPosting(filter.posting)})`]),
  ];
  const where = conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}`;
  const rows = await database.$queryRaw<Row[]>`
    SELECT "sequence", CASE WHEN isfinite("at") THEN "at" END AS "at", "kind", "subjectId", "subjectSha256", "hash"
      FROM "LedgerEntry" ${where} ORDER BY "sequence" DESC LIMIT ${limit}`;
  const [traces, seesAll] = await Promise.all([
    readTraces(
      database,
      rows.map(({ subjectId }) => subjectId),
    ),
    coversEverything(database, reader),
  ]);
  return rows.map((row) => show(row, traces.get(row.subjectId), reader, seesAll));
}

async function isWithin(
  database: Database,
  { jurisdiction }: Reader,
  { person, posting }: AuditFilter,
): Promise<boolean> {
  const organisationId = { in: [...jurisdiction] };
  const [people, postings] = await Promise.all([
    person === undefined ? 1 : database.user.count({ where: { id: person, organisationId } }),
    posting === undefined ? 1 : database.posting.count({ where: { id: posting, platform: { organisationId } } }),
  ]);
  return people > 0 && postings > 0;
}

async function coversEverything(database: Database, { jurisdiction }: Reader): Promise<boolean> {
  return (await database.organisation.count({ where: { id: { notIn: [...jurisdiction] } } })) === 0;
}

/**
 * An entry belongs to the organisation of its posting's platform, else to the one that it is of, else to that of its person. One whose subject is in no table any more
 * could be anybody's: only who sees everything is told more than number, time and kind.
 */
function show(row: Row, trace: Trace | undefined, { jurisdiction }: Reader, seesAll: boolean): AuditEntry {
  const { kind, subjectId, subjectSha256, hash } = row;
  const shown = { sequence: String(row.sequence), at: row.at?.toISOString() ?? null, kind };
  const owner = trace?.platformOrganisation ?? trace?.organisationId ?? trace?.personOrganisation;
  const isShared = common.test(kind) && owner == null;
  const isOwn = owner != null && jurisdiction.includes(owner);
  if (!isShared && !isOwn && !seesAll) {
    const hidden = { subjectId: null, subjectSha256: null, hash: null, person: null, posting: null, platform: null };
    return { ...shown, ...hidden, isElsewhere: true };
  }
  return {
    ...{ ...shown, subjectId, subjectSha256, hash, isElsewhere: false },
    person: trace?.personId == null ? null : personOf(trace, jurisdiction),
    posting: trace?.postingId == null ? null : { id: trace.postingId, title: maskContacts(trace.title ?? '') },
    platform: trace?.platformId == null ? null : { id: trace.platformId, name: trace.platformName ?? '' },
  };
}

function personOf({ personId, personName, personOrganisation }: Trace, jurisdiction: readonly string[]) {
  return personOrganisation !== null && jurisdiction.includes(personOrganisation)
    ? { id: personId, name: personName }
    : { id: null, name: null };
}
