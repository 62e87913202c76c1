import { v7 as newId } from 'uuid';
import type { NewInterview } from '../../contracts/api/marked-cases.js';
import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';
import { requireSupervisor } from './require-supervisor.js';

/**
 * 约谈 or 问责 of a region, department or person that acts too slowly: that it was done, and what came of it.
 * @returns its id
 * @throws RefusedError `role_insufficient`; InputError `interview_unusable`
 */
export async function recordInterview(
  database: Database,
  { id: sessionId, person }: Decider,
  interview: NewInterview,
  now: Date,
): Promise<string> {
  requireSupervisor(person);
  if (interview.heldOn > shanghaiDay(now))
    throw new InputError('interview_unusable', `${interview.heldOn} has not come yet; record it when it was held.`);
  return database.$transaction(async (transaction) => {
    const { organisationId } = await transaction.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { organisationId: true },
    });
    const row = { id: newId(), organisationId, ...interview, userId: person.id, sessionId, by: { ...person } };
    await transaction.interview.create({ data: { ...row, recordedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('interview.recorded', row, now)], now);
    return row.id;
  });
}
