import { z } from 'zod';

export const runState = z.enum(['running', 'finished', 'cancelled']);
export type RunState = z.infer<typeof runState>;

export const pageCounts = z.object({ done: z.int(), dead: z.int(), refused: z.int() });

export const run = z.object({
  id: z.string(),
  platformId: z.string(),
  platformName: z.string(),
  state: runState,
  pausedAt: z.iso.datetime().nullable(),
  /** command, schedule or person */
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  pagesLeft: z.int(),
  lists: pageCounts,
  details: pageCounts,
  postings: z.int(),
  bytes: z.number(),
  seconds: z.number(),
  isAlarmed: z.boolean(),
});
export type Run = z.infer<typeof run>;

/** GET /api/operation/runs */
export const runPage = z.object({ runs: z.array(run), next: z.string().nullable() });

/** POST /api/operation/platforms/:id/runs */
export const newRun = z.strictObject({
  /** Whether everything that the lists name is visited, not only what is new or due to be looked at again. */
  full: z.boolean(),
  pageBudget: z.int({ error: '页数上限须为整数' }).min(1, { error: '页数上限至少为 1' }).max(1_000_000).nullable(),
});
export const startedRun = z.object({ runId: z.string(), resumed: z.boolean() });

/** How far a run is: GET /api/operation/runs/:id, and the events of GET …/events. */
export const runProgress = z.object({
  state: runState,
  pausedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  pages: z.object({ due: z.int(), fetched: z.int(), done: z.int(), dead: z.int(), refused: z.int() }),
  /** Pages under way on a worker. */
  claimed: z.int(),
  postings: z.int(),
  /** Other work of the run that is due: reading, judging, linking. */
  otherWork: z.int(),
  /** Hosts that everything waits for, and until when. */
  waiting: z.object({ hosts: z.array(z.string()), until: z.iso.datetime() }).nullable(),
});
export type RunProgress = z.infer<typeof runProgress>;

/** GET /api/operation/runs/:id */
export const runDetail = z.object({
  run,
  version: z.int(),
  pageBudget: z.int(),
  window: z.string().nullable(),
  progress: runProgress,
  errors: z.array(z.object({ code: z.string(), pages: z.int() })),
  alarm: z.array(z.string()),
});
export type RunDetail = z.infer<typeof runDetail>;

export const pageState = z.enum(['due', 'fetched', 'done', 'dead', 'refused']);
export type PageState = z.infer<typeof pageState>;

/** GET /api/operation/runs/:id/pages */
export const crawledPages = z.object({
  pages: z.array(
    z.object({
      id: z.string(),
      url: z.string(),
      kind: z.enum(['list', 'detail']),
      state: pageState,
      errorCode: z.string().nullable(),
      errorMessage: z.string().nullable(),
      captureId: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
});
export type CrawledPage = z.infer<typeof crawledPages>['pages'][number];

/** GET /api/operation/captures/:id: what was received, to be looked at. */
export const sampleCapture = z.object({
  id: z.string(),
  url: z.string(),
  status: z.int(),
  method: z.string(),
  capturedAt: z.iso.datetime(),
  bytes: z.int(),
  hasScreenshot: z.boolean(),
  text: z.string(),
  source: z.string(),
});
export type SampleCapture = z.infer<typeof sampleCapture>;
