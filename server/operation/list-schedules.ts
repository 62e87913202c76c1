import type { z } from 'zod';
import type { Schedule, scheduleList } from '../../contracts/api/operation/schedules.js';
import { type ListedSchedule, listSchedules } from '../../queue/schedules/list-schedules.js';
import { within } from '../postings/within-jurisdiction.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';

export async function readSchedules(
  { db }: Pick<Sources, 'db'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
): Promise<z.input<typeof scheduleList>> {
  const [schedules, without] = await Promise.all([
    listSchedules(db, jurisdiction),
    db.platform.findMany({
      where: { removedAt: null, schedule: null, ...within(jurisdiction) },
      orderBy: { id: 'asc' },
      select: { id: true, name: true },
    }),
  ]);
  return { schedules: schedules.map(scheduleOf), without };
}

export function scheduleOf({ name, next, runningSince, ...schedule }: ListedSchedule): Schedule {
  return {
    ...schedule,
    platformName: name,
    next: next.map((fire) => fire.toISOString()),
    runningSince: runningSince?.toISOString() ?? null,
  };
}
