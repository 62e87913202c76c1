import type { Database } from '../prisma/open-database.js';

/** How far crawl runs are. */
export interface RunProgress {
  readonly finished: boolean;
  readonly pagesDone: number;
  readonly pagesKnown: number;
  /** Dead or refused. */
  readonly pagesFailed: number;
  readonly postings: number;
}

export async function readRunProgress(database: Database, crawlRunIds: readonly string[]): Promise<RunProgress> {
  const runs = { in: [...crawlRunIds] };
  const [states, running, postings] = await Promise.all([
    database.crawlTask.groupBy({ by: ['state'], where: { crawlRunId: runs }, _count: true }),
    database.crawlRun.count({ where: { id: runs, state: 'running' } }),
    database.crawlTask.count({ where: { crawlRunId: runs, kind: 'detail', state: 'done' } }),
  ]);
  const count = (...names: string[]): number =>
    states.filter((row) => names.includes(row.state)).reduce((sum, row) => sum + row._count, 0);
  return {
    finished: running === 0,
    pagesDone: count('done'),
    pagesKnown: count('due', 'fetched', 'done', 'dead', 'refused'),
    pagesFailed: count('dead', 'refused'),
    postings,
  };
}
