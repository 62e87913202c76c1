import { v7 as newId } from 'uuid';
import type { NewOnSiteCheck } from '../../contracts/api/comparison.js';
import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import { storable } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';
import { requireOfficer } from './require-officer.js';

/**
 * 到岗履职检查: who of a unit's registered people was on site, as the first of two officers writes it down (人力资源市场暂行条例 34). Nothing
 * follows from it until the second has confirmed it. It concerns the unit alone: no advertisement is cleared by it.
 *
 * @returns its id
 * @throws RefusedError `role_insufficient`, `credential_missing`; InputError `on_site_day`, `on_site_absent` when a unit is cleared although
 *   somebody was missing for no written reason
 */
export async function recordOnSiteCheck(
  database: Database,
  personalData: PersonalData,
  { id: sessionId, person }: Decider,
  { people, ...check }: NewOnSiteCheck,
  now: Date,
): Promise<string> {
  requireOfficer(person);
  if (check.checkedOn > shanghaiDay(now))
    throw new InputError('on_site_day', `${check.checkedOn} has not come yet; a check is recorded when it was made.`);
  const unexplained = people.filter(({ isPresent, remark }) => !isPresent && remark === '').length;
  if (check.result === 'cleared' && unexplained > 0)
    throw new InputError(
      'on_site_absent',
      `${unexplained} were missing and no remark says why; write it down, or let the unit remain a lead.`,
    );
  return database.$transaction(async (transaction) => {
    const { organisationId } = await transaction.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { organisationId: true },
    });
    const row = {
      ...{ id: newId(), organisationId, unitName: storable(check.unitName), unitCode: storable(check.unitCode) },
      ...{ place: storable(check.place), checkedOn: check.checkedOn, result: check.result },
      ...{ note: storable(check.note), sealed: personalData.seal(JSON.stringify(people)) },
      ...{ userId: person.id, sessionId, by: { ...person } },
    };
    await transaction.onSiteCheck.create({ data: { ...row, recordedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('on_site.recorded', row, now)], now);
    return row.id;
  });
}
