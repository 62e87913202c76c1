import type { Database } from '../../prisma/open-database.js';

/** PostgreSQL rolls back the next writes of the table, as it does with one of two transactions that wait for each other. */
export async function rollBackNextWrites(database: Database, table: string, times: number): Promise<void> {
  // A sequence keeps its value when the transaction is rolled back.
  for (const statement of [
    `DROP TRIGGER IF EXISTS "made_by_a_test" ON "${table}"`,
    'DROP SEQUENCE IF EXISTS "writes_of_a_test"',
    'CREATE SEQUENCE "writes_of_a_test"',
    `CREATE OR REPLACE FUNCTION "roll_back_of_a_test"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF nextval('"writes_of_a_test"') <= ${times} THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
       RETURN NULL; END $$`,
    `CREATE TRIGGER "made_by_a_test" AFTER INSERT OR UPDATE ON "${table}"
       FOR EACH STATEMENT EXECUTE FUNCTION "roll_back_of_a_test"()`,
  ])
    await database.$executeRawUnsafe(statement);
}
