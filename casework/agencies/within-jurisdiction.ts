import type { Prisma } from '../../prisma/open-database.js';

/** Agencies that advertise on platforms of these organisations, or that they have a case of: whom somebody of that jurisdiction sees. */
export function agenciesWithin(jurisdiction: readonly string[]): Prisma.AgencyWhereInput {
  const organisationId = { in: [...jurisdiction] };
  return { OR: [{ postings: { some: { platform: { organisationId } } } }, { cases: { some: { organisationId } } }] };
}
