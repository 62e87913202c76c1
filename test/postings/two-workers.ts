import { expect } from 'vitest';
import type { Database } from '../../prisma/open-database.js';

/** What one transaction waits at until the test opens it. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** PostgreSQL itself says when one transaction stands behind another. */
export async function untilOneWaitsForALock(db: Database): Promise<void> {
  const waiting = async (): Promise<number> => {
    const rows = await db.$queryRaw<{ waiting: bigint }[]>`
      SELECT count(*) AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return Number(rows[0]?.waiting);
  };
  await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(0);
}
