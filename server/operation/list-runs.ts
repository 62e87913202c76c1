import type { Run } from '../../contracts/api/operation/runs.js';
import type { Database } from '../../prisma/open-database.js';
import { type ListedRun, listRuns, type RunSelection } from '../../queue/runs/list-runs.js';

/** Runs as the page shows them. */
export async function readRuns(db: Database, now: Date, selection: RunSelection): Promise<Run[]> {
  const listed = await listRuns(db, now, selection);
  const names = await platformNames(
    db,
    listed.map(({ platformId }) => platformId),
  );
  return listed.map((run) => runOf(run, names.get(run.platformId) ?? run.platformId));
}

export async function platformNames(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const platforms = await db.platform.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(platforms.map(({ id, name }) => [id, name]));
}

function runOf({ startedAt, finishedAt, pausedAt, statistics, ...run }: ListedRun, platformName: string): Run {
  const { lists, details, postings, bytes, seconds } = statistics;
  return {
    ...{ ...run, platformName, lists, details, postings, bytes, seconds },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    pausedAt: pausedAt?.toISOString() ?? null,
  };
}
