import type { z } from 'zod';
import type { Health, PlatformOrder, PlatformRow, platformPage } from '../../contracts/api/operation/platforms.js';
import type { Database } from '../../prisma/open-database.js';
import { type PlatformHealth, readPlatformHealth } from '../../queue/runs/platform-health.js';
import { type RunYield, readYields } from '../../queue/runs/yields.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { encodePlace, type PlatformPlace, type PlatformQuery } from './query.js';

/** The gravest first. */
const graveness: Readonly<Record<Health, number>> = {
  alarm: 0,
  failing: 1,
  paused: 2,
  overdue: 3,
  'never crawled': 4,
  ok: 5,
};
const byChinese = new Intl.Collator('zh-CN');

/** Platforms of the person's jurisdiction. Health is a matter of several tables, so it is read for all of them and paged after. */
export async function listPlatforms(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  { q, health, order, after, limit }: PlatformQuery,
): Promise<z.input<typeof platformPage>> {
  const all = await readPlatformHealth(db, now(), { organisationIds: jurisdiction });
  const counts: Record<Health, number> = { alarm: 0, failing: 0, paused: 0, overdue: 0, 'never crawled': 0, ok: 0 };
  for (const platform of all) counts[platform.health] += 1;
  const placed = all
    .filter(
      (platform) =>
        (health === undefined || platform.health === health) &&
        (q === undefined || platform.id.includes(q) || platform.name.toLowerCase().includes(q)),
    )
    .map((platform) => ({ platform, place: placeOf(platform, order) }))
    .sort((a, b) => compare(a.place, b.place))
    .filter(({ place }) => after === undefined || compare(place, after) > 0);
  const page = placed.slice(0, limit);
  const last = placed.length > limit ? page.at(-1) : undefined;
  return {
    platforms: await completeRows(
      db,
      page.map(({ platform }) => platform),
    ),
    counts,
    next: last === undefined ? null : encodePlace(last.place),
  };
}

function placeOf({ id, name, health, lastRun, postings }: PlatformHealth, order: PlatformOrder): PlatformPlace {
  switch (order) {
    case 'health':
      return [graveness[health], id];
    case 'name':
      return [name, id];
    case 'lastRun':
      return [lastRun === null ? Number.MAX_SAFE_INTEGER : -lastRun.startedAt.getTime(), id];
    case 'postings':
      return [-postings, id];
  }
}

function compare([a, idA]: PlatformPlace, [b, idB]: PlatformPlace): number {
  const difference = typeof a === 'number' && typeof b === 'number' ? a - b : byChinese.compare(String(a), String(b));
  return difference !== 0 ? difference : idA < idB ? -1 : idA > idB ? 1 : 0;
}

/** The rows as the page shows them. */
export async function completeRows(db: Database, platforms: readonly PlatformHealth[]): Promise<PlatformRow[]> {
  const ids = platforms.map(({ id }) => id);
  const [yields, schedules] = await Promise.all([
    readYields(db, ids),
    db.schedule.findMany({ where: { platformId: { in: ids } }, select: { platformId: true } }),
  ]);
  const scheduled = new Set(schedules.map(({ platformId }) => platformId));
  return platforms.map((platform) => rowOf(platform, yields.get(platform.id) ?? [], scheduled.has(platform.id)));
}

function rowOf(
  { id, name, version, health, alarm, postings, lastRun, nextRunAt, paused }: PlatformHealth,
  yields: readonly RunYield[],
  isScheduled: boolean,
): PlatformRow {
  return {
    ...{ id, name, version, health, postings, alarm: [...alarm] },
    lastRun: lastRun === null ? null : lastRunOf(lastRun),
    yields: yields.map((point) => ({ ...point, at: point.at.toISOString() })),
    nextRunAt: nextRunAt?.toISOString() ?? null,
    schedule: paused ? 'paused' : isScheduled ? 'active' : 'none',
  };
}

function lastRunOf(run: NonNullable<PlatformHealth['lastRun']>): NonNullable<PlatformRow['lastRun']> {
  const { id, state, startedAt, finishedAt, pausedAt, statistics } = run;
  const [commonest] = Object.entries(statistics?.errors ?? {}).sort(([, a], [, b]) => b - a);
  return {
    ...{ id, state, startedAt: startedAt.toISOString() },
    finishedAt: finishedAt?.toISOString() ?? null,
    pausedAt: pausedAt?.toISOString() ?? null,
    pages:
      statistics === null
        ? null
        : {
            done: statistics.lists.done + statistics.details.done,
            dead: statistics.lists.dead + statistics.details.dead,
            refused: statistics.lists.refused + statistics.details.refused,
          },
    commonestError: commonest === undefined ? null : { code: commonest[0], pages: commonest[1] },
  };
}
