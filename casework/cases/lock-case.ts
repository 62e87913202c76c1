import { InputError } from '../../contracts/errors.js';
import type { Transaction } from '../../prisma/open-database.js';
import { type CaseRecord, readCaseRecord } from './case-record.js';

/**
 * The case, locked until the transaction ends: two who act on it at once are put in an order.
 * @throws InputError `case_unknown` where these organisations have none of that id
 */
export async function lockCase(
  transaction: Transaction,
  caseId: string,
  jurisdiction: readonly string[],
): Promise<CaseRecord> {
  await transaction.$queryRaw`SELECT "id" FROM "Case" WHERE "id" = ${caseId} FOR NO KEY UPDATE`;
  const found = await readCaseRecord(transaction, caseId, jurisdiction);
  if (found === null) throw new InputError('case_unknown', `There is no case ${caseId}.`);
  return found;
}
