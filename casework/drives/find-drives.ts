import type { Database, Transaction } from '../../prisma/open-database.js';
import { type DrivePlan, drivePlan, leniencyOn } from './drive-plan.js';

export interface EnteredDrive {
  readonly id: string;
  readonly organisationId: string;
  readonly plan: DrivePlan;
  readonly createdAt: Date;
}

/** The drives that hold for an organisation: its own and those of the ones above it, the newest first. */
export async function findDrives(
  database: Database | Transaction,
  organisationId: string,
): Promise<readonly EnteredDrive[]> {
  const rows = await database.$queryRaw<{ id: string; organisationId: string; plan: unknown; createdAt: Date }[]>`
    WITH RECURSIVE above AS (
      SELECT "id", "parentId" FROM "Organisation" WHERE "id" = ${organisationId}
      UNION
      SELECT parent."id", parent."parentId" FROM "Organisation" parent JOIN above ON above."parentId" = parent."id"
    )
    SELECT drive."id", drive."organisationId", drive."plan", drive."createdAt"
      FROM "EnforcementDrive" drive JOIN above ON above."id" = drive."organisationId"
     ORDER BY drive."createdAt" DESC, drive."id" DESC`;
  return rows.map(({ plan, ...row }) => ({ ...row, plan: drivePlan.parse(plan) }));
}

/** Whether a drive that holds for the organisation lets those go who put things right on that day. */
export async function isLenientOn(transaction: Transaction, organisationId: string, day: string): Promise<boolean> {
  return (await findDrives(transaction, organisationId)).some(({ plan }) => leniencyOn(plan, day));
}
