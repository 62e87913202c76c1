import type { z } from 'zod';
import { type AssessedAgency, assessAgencies } from '../../casework/agencies/assess-agencies.js';
import { type CurrentLicence, registerAsOf } from '../../casework/agencies/current-licences.js';
import type { AgencyStanding, agencyRanking, LicenceOfAgency, RankedAgency } from '../../contracts/api/agencies.js';
import { maskContacts } from '../postings/mask-contacts.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import type { RankingQuery } from './query.js';

/** Agencies of the person's jurisdiction, those to be looked into first before the others, contacts in names covered. */
export async function rankAgencies(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  { standing, q, offset, limit }: RankingQuery,
): Promise<z.input<typeof agencyRanking>> {
  const [assessed, asOf] = await Promise.all([assessAgencies(db, jurisdiction, now()), registerAsOf(db)]);
  const counts: Record<AgencyStanding, number> = { licensed: 0, expired: 0, unlicensed: 0, unknown: 0 };
  for (const agency of assessed) counts[agency.standing.standing]++;
  const words = q?.toLowerCase();
  const asked = assessed.filter(
    (agency) =>
      (standing === undefined || agency.standing.standing === standing) &&
      // Words are found only where they can be read.
      (words === undefined || agency.names.some(({ name }) => maskContacts(name).toLowerCase().includes(words))),
  );
  return {
    agencies: asked.slice(offset, offset + limit).map(rankedAgency),
    counts,
    total: asked.length,
    registerAsOf: asOf?.toISOString() ?? null,
  };
}

export function rankedAgency(agency: AssessedAgency): RankedAgency {
  const { standing, ground, licence } = agency.standing;
  const { id, name, names, points, parts, postings, flagged, borderline, cases, platforms } = agency;
  return {
    ...{ id, name: maskContacts(name), otherNames: names.length - 1, standing, ground, points, parts: [...parts] },
    ...{ licence: licence === null ? null : licenceOfAgency(licence), postings, flagged, borderline, cases },
    platforms: platforms.length,
  };
}

export function licenceOfAgency(licence: CurrentLicence): LicenceOfAgency {
  const { holder, creditCode, licenceNumber, issuer, issuedOn, validUntil, status } = licence;
  return { holder, creditCode, licenceNumber, issuer, issuedOn, validUntil, status };
}
