import type { z } from 'zod';
import {
  findLicenceCandidates,
  readAgencyCases,
  readAgencyMonths,
  readTellingPostings,
} from '../../casework/agencies/agency-history.js';
import { assessAgency } from '../../casework/agencies/assess-agencies.js';
import { listMatches } from '../../casework/agencies/list-matches.js';
import { agencyDecisionKind, type agencyDetail } from '../../contracts/api/agencies.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import { band } from '../../contracts/verdict.js';
import type { Database } from '../../prisma/open-database.js';
import { maskContacts } from '../postings/mask-contacts.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { licenceOfAgency, rankedAgency } from './rank-agencies.js';

const mostTelling = 100;
const mostMatches = 100;

/**
 * One agency by any of its names: over all names and platforms that the person sees, contacts covered.
 * @throws RequestError 404 for one that is not seen from the person's jurisdiction
 */
export async function readAgency(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
): Promise<z.input<typeof agencyDetail>> {
  const agency = await assessAgency(db, jurisdiction, id, now());
  if (agency === undefined) throw unknownAgency();
  const ids = agency.names.map((name) => name.id);
  const [months, telling, cases, matches, decisions, candidates] = await Promise.all([
    readAgencyMonths(db, jurisdiction, ids),
    readTellingPostings(db, jurisdiction, ids, mostTelling),
    readAgencyCases(db, jurisdiction, ids),
    listMatches(db, jurisdiction, { agencyIds: ids, limit: mostMatches }),
    readDecisions(db, ids),
    agency.licences.length > 0 ? [] : findLicenceCandidates(db, agency.name),
  ]);
  const covered = ({ id: other, name }: { id: string; name: string }) => ({ id: other, name: maskContacts(name) });
  return {
    ...rankedAgency(agency),
    confirmed: agency.confirmed,
    names: agency.names.map(({ name, firstSeenAt, lastSeenAt, ...known }) => ({
      ...{ id: known.id, creditCode: known.creditCode, licenceNumber: known.licenceNumber, postings: known.postings },
      name: maskContacts(name),
      firstSeenAt: firstSeenAt?.toISOString() ?? null,
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
    })),
    licences: agency.licences.map(licenceOfAgency),
    candidates: candidates.map(licenceOfAgency),
    months: [...months],
    telling: telling.map(({ confirmed, relistedFromId, title, platform, ...posting }) => ({
      ...{ id: posting.id, title: maskContacts(title), platform, campaignId: posting.campaignId },
      band: band.nullable().parse(posting.band),
      ...{ isConfirmed: confirmed, isRelisted: relistedFromId !== null },
      firstSeenAt: posting.firstSeenAt.toISOString(),
      lastSeenAt: posting.lastSeenAt.toISOString(),
    })),
    casesOfIt: cases.map(({ year, number, registeredAt, ...own }) => ({
      ...own,
      number: `〔${year}〕${number}号`,
      registeredAt: registeredAt.toISOString(),
    })),
    matches: matches.map(({ agency: one, other, ground, ...match }) => ({
      ...match,
      ...{ agency: covered(one), other: covered(other) },
      ground: ground === 'credit_code' || ground === 'same_name' ? ground : 'near_name',
    })),
    decisions,
  };
}

export const unknownAgency = () => new RequestError(404, 'agency_unknown', '没有这个机构。');

/** Whoever decided, of whatever organisation: a decision holds for all. The other name is told where it is one of the agency's own. */
async function readDecisions(db: Database, ids: readonly string[]): Promise<z.input<typeof agencyDetail>['decisions']> {
  const named = { select: { id: true, name: true } };
  const rows = await db.agencyDecision.findMany({
    where: { OR: [{ agencyId: { in: [...ids] } }, { otherId: { in: [...ids] } }] },
    orderBy: { id: 'desc' },
    take: mostMatches,
    select: {
      ...{ kind: true, creditCode: true, note: true, by: true, decidedAt: true, agency: named, other: named },
    },
  });
  const toldName = (agency: { id: string; name: string } | null) =>
    agency === null ? null : ids.includes(agency.id) ? maskContacts(agency.name) : '其他机构';
  return rows.map(({ kind, creditCode, note, by, decidedAt, agency, other }) => ({
    ...{ kind: agencyDecisionKind.parse(kind), creditCode, note, by: namedPerson.parse(by).name },
    ...{ agency: toldName(agency) ?? '', other: toldName(other), decidedAt: decidedAt.toISOString() },
  }));
}
