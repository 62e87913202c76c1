import type { z } from 'zod';
import type { crawledPages, RunDetail, RunProgress } from '../../contracts/api/operation/runs.js';
import { formatOffPeakWindow } from '../../crawler/politeness/off-peak-window.js';
import type { Database } from '../../prisma/open-database.js';
import { readLiveProgress } from '../../queue/runs/live-progress.js';
import { countRun } from '../../queue/runs/run-statistics.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { readRuns } from './list-runs.js';
import { requireOwnRun } from './own-platform.js';
import type { pageQuery } from './query.js';

/** One run: what it yielded so far, how far it is, and what ended its pages. */
export async function readRun(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  session: Pick<Session, 'jurisdiction'>,
  id: string,
): Promise<RunDetail> {
  await requireOwnRun(db, session, id);
  const at = now();
  const [[run], row, progress, statistics] = await Promise.all([
    readRuns(db, at, { crawlRunId: id }),
    db.crawlRun.findUniqueOrThrow({
      where: { id },
      select: {
        pageBudget: true,
        windowFrom: true,
        windowTo: true,
        platformVersion: { select: { number: true } },
        layoutAlarm: { select: { reasons: true } },
      },
    }),
    readProgress(db, id, at),
    countRun(db, id, at),
  ]);
  if (run === undefined || progress === undefined) throw new RequestError(404, 'run_unknown', '没有这个采集批次。');
  const { windowFrom: from, windowTo: to } = row;
  return {
    ...{ run, progress, version: row.platformVersion.number, pageBudget: row.pageBudget },
    window: from === null || to === null ? null : formatOffPeakWindow({ from, to }),
    errors: Object.entries(statistics.errors)
      .map(([code, pages]) => ({ code, pages }))
      .sort((a, b) => b.pages - a.pages),
    alarm: row.layoutAlarm?.reasons ?? [],
  };
}

/** How far a run is, as its events tell it; undefined where there is none. */
export async function readProgress(db: Database, id: string, at: Date): Promise<RunProgress | undefined> {
  const progress = await readLiveProgress(db, id, at);
  if (progress === undefined) return undefined;
  const { pausedAt, finishedAt, waiting, ...rest } = progress;
  return {
    ...rest,
    pausedAt: pausedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    waiting: waiting === undefined ? null : { hosts: [...waiting.hosts], until: waiting.firstAt.toISOString() },
  };
}

/** Pages of a run, the newest first. */
export async function listPages(
  { db }: Pick<Sources, 'db'>,
  session: Pick<Session, 'jurisdiction'>,
  id: string,
  { state, after, limit }: z.infer<typeof pageQuery>,
): Promise<z.input<typeof crawledPages>> {
  await requireOwnRun(db, session, id);
  const tasks = await db.crawlTask.findMany({
    where: {
      crawlRunId: id,
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { id: { lt: after } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: {
      ...{ id: true, url: true, kind: true, state: true, errorCode: true, errorMessage: true },
      captures: { orderBy: { id: 'desc' }, take: 1, select: { id: true } },
    },
  });
  const page = tasks.slice(0, limit);
  return {
    pages: page.map(({ captures, ...task }) => ({ ...task, captureId: captures[0]?.id ?? null })),
    next: tasks.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
