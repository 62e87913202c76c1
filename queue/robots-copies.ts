import { z } from 'zod';
import type { RobotsCopies } from '../crawler/fetch/robots-copies.js';
import type { Database } from '../prisma/open-database.js';

const outcome = z.enum(['rules', 'absent', 'unreachable']);

/** robots.txt of each origin as rows: all workers go by one copy, and what it said at any time can be shown later. */
export function createRobotsCopies(database: Database): RobotsCopies {
  return {
    async newest(origin) {
      const row = await database.robotsCopy.findFirst({
        where: { origin },
        orderBy: [{ fetchedAt: 'desc' }, { id: 'desc' }],
      });
      if (row === null) return undefined;
      const { text, detail, fetchedAt, expiresAt } = row;
      return { origin, outcome: outcome.parse(row.outcome), text, detail, fetchedAt, expiresAt };
    },
    async keep({ origin, outcome: kind, text, detail, fetchedAt, expiresAt }) {
      await database.robotsCopy.create({ data: { origin, outcome: kind, text, detail, fetchedAt, expiresAt } });
    },
  };
}
