import type { Outcome } from '../../contracts/api/outcomes.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import { describeOutcome, includedInOutcome, type Reader } from './list-outcomes.js';
import { identityNumberFrom } from './record-outcome.js';

/**
 * What holds against a person on a day, such as the three years in which no registration may be asked for; what was withdrawn does not.
 * @throws InputError `identity_unusable`
 */
export async function findStanding(
  database: Database,
  personalData: PersonalData,
  { jurisdiction }: Reader,
  identityNumber: string,
  day: string,
): Promise<Outcome[]> {
  const rows = await database.outcome.findMany({
    where: {
      ...{ identitySha256: personalData.hash('identity number', identityNumberFrom(identityNumber)) },
      ...{ organisationId: { in: [...jurisdiction] }, decidedOn: { lte: day }, withdrawal: null },
      OR: [{ endsOn: { gte: day } }, { endsOn: null, kind: 'bad_conduct' }],
    },
    orderBy: { id: 'desc' },
    include: includedInOutcome,
  });
  return rows.map((row) => describeOutcome(personalData, row));
}
