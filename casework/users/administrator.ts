import { RefusedError } from '../../contracts/errors.js';
import type { Transaction } from '../../prisma/open-database.js';

/** Who changes the people: an administrator in a session of theirs. */
export interface Administrator {
  readonly personId: string;
  readonly sessionId: string;
  /** Their organisation and all below it. */
  readonly jurisdiction: readonly string[];
}

/** Arbitrary, and ours alone in a database: the characters `gzpe`. Taken before the ledger's. */
const advisoryLock = 0x67_7a_70_65;

/**
 * Lets one change of the people at a time go on, so that rules over all of them hold, and checks who makes it.
 * @param by nobody where the command line adds the first people, before there is an administrator
 * @throws RefusedError `role_insufficient`
 */
export async function changePeople(transaction: Transaction, by: Administrator | undefined): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
  if (by === undefined ? !(await hasAdministrator(transaction)) : await isAdministrator(transaction, by)) return;
  throw new RefusedError(
    'role_insufficient',
    'Only an administrator may change the people; say who you are with --as NAME.',
  );
}

/** Whether anybody was ever made administrator: the last one can be neither disabled nor given another role. */
export async function hasAdministrator(transaction: Pick<Transaction, 'user'>): Promise<boolean> {
  return (await transaction.user.count({ where: { role: 'administrator' } })) > 0;
}

/** Read again in the transaction: the role may have been taken away since the session was found. */
async function isAdministrator(transaction: Transaction, { personId }: Administrator): Promise<boolean> {
  const where = { id: personId, role: 'administrator', disabledAt: null };
  return (await transaction.user.count({ where })) > 0;
}

/** @throws RefusedError `last_administrator` when nobody is left who administers the organisation and can log in */
export async function requireAdministratorOf(transaction: Transaction, organisationId: string): Promise<void> {
  const [left] = await transaction.$queryRaw<{ count: bigint }[]>`
    WITH RECURSIVE above AS (
      SELECT "id", "parentId" FROM "Organisation" WHERE "id" = ${organisationId}
      UNION
      SELECT parent."id", parent."parentId" FROM "Organisation" parent JOIN above ON above."parentId" = parent."id"
    )
    SELECT count(*) AS "count" FROM "User" administrator
     WHERE "role" = 'administrator' AND "disabledAt" IS NULL AND "organisationId" IN (SELECT "id" FROM above)
       AND EXISTS (SELECT 1 FROM "AuthAccount" account WHERE account."userId" = administrator."id" AND account."password" IS NOT NULL)`;
  if (left?.count === 0n)
    throw new RefusedError(
      'last_administrator',
      'This is the last administrator of the organisation; make another one first.',
    );
}
