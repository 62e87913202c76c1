import { type OnSiteCheck, onSiteResult, peopleOnSite } from '../../contracts/api/comparison.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { begunCase, includedOrigins } from '../cases/case-origins.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { isOfficerOf } from './is-officer-of.js';
import { mayWithdraw } from './may-withdraw.js';

export interface OnSiteQuery {
  /** Of this unit alone. */
  readonly unit?: { readonly name: string; readonly code: string } | undefined;
  readonly limit: number;
}

/**
 * Checks on site, those that wait for their second officer first, then the newest; those that were withdrawn are among them.
 * @param reader `person`: who reads, where that is somebody who may act on them
 */
export async function listOnSiteChecks(
  database: Database,
  personalData: PersonalData,
  { person, jurisdiction }: Pick<Decider, 'jurisdiction'> & { readonly person: Decider['person'] | null },
  { unit, limit }: OnSiteQuery,
): Promise<OnSiteCheck[]> {
  const accounts = person === null ? [] : await accountsOf(database, person);
  const where = {
    organisationId: { in: [...jurisdiction] },
    ...(unit === undefined ? {} : { unitName: unit.name, unitCode: unit.code }),
  };
  const wait = { confirmation: { is: null }, withdrawal: { is: null } };
  const find = (more: Prisma.OnSiteCheckWhereInput, take: number) =>
    database.onSiteCheck.findMany({
      where: { ...where, ...more },
      orderBy: [{ checkedOn: 'desc' }, { recordedAt: 'desc' }],
      take,
      include: {
        ...{ organisation: { select: { name: true } }, confirmation: true, withdrawal: true },
        origins: includedOrigins,
      },
    });
  const waiting = await find(wait, limit);
  const others = await find({ NOT: wait }, limit - waiting.length);
  return [...waiting, ...others].map((row): OnSiteCheck => {
    const first = namedPerson.parse(row.by);
    const { confirmation, withdrawal } = row;
    return {
      ...{ id: row.id, organisation: row.organisation.name, unitName: row.unitName, unitCode: row.unitCode },
      ...{ place: row.place, checkedOn: row.checkedOn, result: onSiteResult.parse(row.result), note: row.note },
      people: peopleOnSite.parse(JSON.parse(personalData.open(row.sealed))),
      first: { name: first.name, credentialNumber: first.credentialNumber },
      recordedAt: row.recordedAt.toISOString(),
      isOwn: person !== null && isOfficerOf(row, person, accounts),
      second:
        confirmation === null ? null : { ...officerOf(confirmation.by), at: confirmation.confirmedAt.toISOString() },
      withdrawn:
        withdrawal === null
          ? null
          : {
              ...{ by: officerOf(withdrawal.by).name, at: withdrawal.withdrawnAt.toISOString() },
              reason: withdrawal.reason,
            },
      mayWithdraw: person !== null && withdrawal === null && mayWithdraw(row, confirmation, person, accounts),
      case: begunCase(row.origins, jurisdiction),
    };
  });
}

function officerOf(by: Prisma.JsonValue) {
  const { name, credentialNumber } = namedPerson.parse(by);
  return { name, credentialNumber };
}
