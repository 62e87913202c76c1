import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';

/** 行政处罚法 36: what was not found within two years of the end of the conduct is punished no more. */
const years = 2;

/**
 * The day until which the conduct must have been found, counted from the last day on which an advertisement of the case was seen; null where
 * the case rests on none.
 */
export async function readPenaltyLimit(
  database: Database,
  postingIds: readonly string[],
): Promise<{ readonly lastSeenOn: string; readonly endsOn: string } | null> {
  const { _max } = await database.posting.aggregate({
    where: { id: { in: [...postingIds] } },
    _max: { lastSeenAt: true },
  });
  if (_max.lastSeenAt === null) return null;
  const lastSeenOn = shanghaiDay(_max.lastSeenAt);
  return { lastSeenOn, endsOn: yearsAfter(lastSeenOn) };
}

/** The same day of the year; of 29 February the last of that month. */
function yearsAfter(day: string): string {
  const year = Number(day.slice(0, 4)) + years;
  const rest = day.slice(4);
  return rest === '-02-29' ? `${year}-02-28` : `${year}${rest}`;
}
