import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';

const day = 24 * 60 * 60_000;
/** Asia/Shanghai is UTC+8 all the year. */
const ahead = 8 * 60 * 60_000;

/** How many decisions the person has taken since midnight in Asia/Shanghai that were not taken back. */
export function countOwnToday(db: Database, { person }: Pick<Session, 'person'>, now: Date): Promise<number> {
  const midnight = new Date(Math.floor((now.getTime() + ahead) / day) * day - ahead);
  return db.review.count({ where: { userId: person.id, decidedAt: { gte: midnight }, withdrawal: null } });
}
