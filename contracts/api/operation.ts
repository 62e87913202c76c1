import { z } from 'zod';

/** A moment, ISO 8601 in UTC. */
const moment = z.iso.datetime();

export const platformHealth = z.enum(['alarm', 'failing', 'paused', 'overdue', 'never crawled', 'ok']);
export type Health = z.infer<typeof platformHealth>;

export const runState = z.enum(['running', 'finished', 'cancelled']);
export type RunState = z.infer<typeof runState>;

/** What a run yielded, for a figure over time. A yield is postings for each page that should hold some; null where there was none. */
const yieldPoint = z.object({ at: moment, postings: z.int(), yield: z.number().nullable() });
export type YieldPoint = z.infer<typeof yieldPoint>;

const pageCounts = z.object({ done: z.int(), dead: z.int(), refused: z.int() });

const lastRun = z.object({
  id: z.string(),
  state: runState,
  pausedAt: moment.nullable(),
  startedAt: moment,
  finishedAt: moment.nullable(),
  /** Null while it goes on. */
  pages: pageCounts.nullable(),
  /** The error that ended most of its pages, and how many. */
  commonestError: z.object({ code: z.string(), pages: z.int() }).nullable(),
});

const platformRow = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int(),
  health: platformHealth,
  /** Reasons of an open layout alarm, in words. */
  alarm: z.array(z.string()),
  postings: z.int(),
  lastRun: lastRun.nullable(),
  /** Of its last finished runs, the oldest first. */
  yields: z.array(yieldPoint),
  nextRunAt: moment.nullable(),
  schedule: z.enum(['none', 'active', 'paused']),
});
export type PlatformRow = z.infer<typeof platformRow>;

/** GET /api/operation/platforms */
export const platformPage = z.object({
  platforms: z.array(platformRow),
  /** Of everything that the person may see, by health, whatever is filtered. */
  counts: z.record(platformHealth, z.int()),
  next: z.string().nullable(),
});

export const platformOrder = z.enum(['health', 'name', 'lastRun', 'postings']);
export type PlatformOrder = z.infer<typeof platformOrder>;

const run = z.object({
  id: z.string(),
  platformId: z.string(),
  platformName: z.string(),
  state: runState,
  pausedAt: moment.nullable(),
  /** command, schedule or person */
  startedBy: z.string(),
  startedAt: moment,
  finishedAt: moment.nullable(),
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

const robotsState = z.object({
  origin: z.string(),
  /** rules, absent or unreachable; null where it was not asked for yet. */
  outcome: z.enum(['rules', 'absent', 'unreachable']).nullable(),
  fetchedAt: moment.nullable(),
  expiresAt: moment.nullable(),
  /** The part that counts, at most 4,000 characters of it. */
  text: z.string(),
});

const failureGroup = z.object({
  platformId: z.string(),
  platformName: z.string(),
  errorClass: z.string(),
  errorCode: z.string(),
  ended: z.int(),
  again: z.int(),
  url: z.string(),
  message: z.string(),
  captureId: z.string().nullable(),
});
export type FailureGroup = z.infer<typeof failureGroup>;

/** GET /api/operation/failures */
export const failureGroups = z.object({ groups: z.array(failureGroup) });

const failure = z.object({
  id: z.string(),
  step: z.string(),
  state: z.enum(['due', 'dead', 'refused']),
  crawlRunId: z.string().nullable(),
  url: z.string(),
  message: z.string(),
  captureId: z.string().nullable(),
});

/** GET /api/operation/failures/items */
export const failurePage = z.object({ failures: z.array(failure), next: z.string().nullable() });

/** POST /api/operation/failures/rerun */
export const rerunAnswer = z.object({
  /** How many are due again. */
  due: z.int(),
  /** Platforms that are left as they are, since another run of theirs goes on. */
  left: z.array(z.string()),
});

const schedule = z.object({
  platformId: z.string(),
  platformName: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  /** Such as 22:00-06:30; null at any hour. */
  window: z.string().nullable(),
  /** Null: as in the platform file. */
  pageBudget: z.int().nullable(),
  paused: z.boolean(),
  next: z.array(moment),
  runningSince: moment.nullable(),
});
export type Schedule = z.infer<typeof schedule>;

/** GET /api/operation/schedules */
export const scheduleList = z.object({
  schedules: z.array(schedule),
  /** Platforms that have none. */
  without: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** GET /api/operation/schedules/preview */
export const schedulePreview = z.object({ next: z.array(moment) });

/** PUT /api/operation/platforms/:id/schedule */
export const newSchedule = z.strictObject({
  cron: z.string().max(100),
  timeZone: z.string().max(60).default('Asia/Shanghai'),
  window: z.string().max(20).nullable(),
  pageBudget: z.int({ error: '页数上限须为整数' }).min(1, { error: '页数上限至少为 1' }).max(1_000_000).nullable(),
});
export type NewSchedule = z.input<typeof newSchedule>;

/** GET /api/operation/platforms/:id */
export const platformDetail = platformRow.extend({
  organisation: z.string(),
  entry: z.array(z.string()),
  /** As its file says; null where the crawler learns it. */
  fetch: z.enum(['http', 'browser']).nullable(),
  pace: z.object({ gapMilliseconds: z.int() }),
  limits: z.object({ pages: z.int(), listPages: z.int(), megabytes: z.number(), seconds: z.number() }),
  robots: z.array(robotsState),
  legalBasis: z.object({ basis: z.string(), grantedBy: z.string(), validUntil: moment }).nullable(),
  methods: z.array(
    z.object({
      kind: z.enum(['list', 'detail']),
      method: z.string(),
      forHttp: z.int(),
      forBrowser: z.int(),
      settledAt: moment.nullable(),
      recheckAt: moment.nullable(),
    }),
  ),
  alarms: z.array(
    z.object({
      id: z.string(),
      crawlRunId: z.string(),
      reasons: z.array(z.string()),
      sampleCaptureId: z.string().nullable(),
      raisedAt: moment,
      closedAt: moment.nullable(),
    }),
  ),
  versions: z.array(z.object({ number: z.int(), savedBy: z.string().nullable(), createdAt: moment })),
  scheduled: schedule.nullable(),
  runs: z.array(run),
  failures: z.array(failureGroup),
});
export type PlatformDetail = z.infer<typeof platformDetail>;

/** GET /api/operation/platforms/:id/versions/:number */
export const platformVersion = z.object({
  number: z.int(),
  yaml: z.string(),
  savedBy: z.string().nullable(),
  createdAt: moment,
  /** Of the version before; null for the first. */
  before: z.string().nullable(),
});
export type PlatformVersion = z.infer<typeof platformVersion>;

/** Largest platform file, in characters. */
export const longestPlatformFile = 256 * 1024;

/** POST /api/operation/platforms/check and …/test */
export const platformFileText = z.strictObject({
  yaml: z.string().max(longestPlatformFile, { error: '平台文件过长' }),
});

const fileProblem = z.object({
  line: z.int().nullable(),
  key: z.string(),
  message: z.string(),
  /** The words of the library that refused it, English; null where the message says all. */
  detail: z.string().nullable(),
});
export type FileProblem = z.infer<typeof fileProblem>;

/** POST /api/operation/platforms/check */
export const checkedFile = z.object({
  /** Empty where the file can be used. */
  problems: z.array(fileProblem),
  platform: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type CheckedFile = z.infer<typeof checkedFile>;

const triedPage = z.object({
  kind: z.enum(['list', 'detail']),
  url: z.string(),
  status: z.int(),
  method: z.enum(['http', 'browser']),
  encoding: z.string(),
  bytes: z.int(),
  /** At most 50 of them; every field by its name, empty ones too. */
  postings: z.array(z.record(z.string(), z.string())),
  found: z.int(),
  next: z.string().nullable(),
  /** What a reader of the page sees, cut. */
  text: z.string(),
  /** The document as it was received, cut. */
  source: z.string(),
});
export type TriedPage = z.infer<typeof triedPage>;

/** POST /api/operation/platforms/test */
export const triedPlatform = z.object({
  pages: z.array(triedPage),
  /** Why it went no further. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type TriedPlatform = z.infer<typeof triedPlatform>;

/** POST /api/operation/platforms */
export const newPlatformVersion = z.strictObject({
  yaml: z.string().max(longestPlatformFile, { error: '平台文件过长' }),
  /** Identifier of the platform that is changed; null for a new one. */
  platformId: z.string().nullable(),
  /** Number of the version that was changed; 0 for a new one. */
  basedOn: z.int().min(0),
});
export const savedPlatform = z.object({ id: z.string(), version: z.int(), isNew: z.boolean() });

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
  pausedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  pages: z.object({ due: z.int(), fetched: z.int(), done: z.int(), dead: z.int(), refused: z.int() }),
  /** Pages under way on a worker. */
  claimed: z.int(),
  postings: z.int(),
  /** Other work of the run that is due: reading, judging, linking. */
  otherWork: z.int(),
  /** Hosts that everything waits for, and until when. */
  waiting: z.object({ hosts: z.array(z.string()), until: moment }).nullable(),
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
  capturedAt: moment,
  bytes: z.int(),
  hasScreenshot: z.boolean(),
  text: z.string(),
  source: z.string(),
});
export type SampleCapture = z.infer<typeof sampleCapture>;

/** GET /api/operation/queue */
export const queueState = z.object({
  work: z.array(
    z.object({
      step: z.string(),
      ready: z.int(),
      claimed: z.int(),
      waiting: z.int(),
      /** Pages of paused runs. */
      paused: z.int(),
      oldestDueAt: moment.nullable(),
    }),
  ),
  /** Who has work in hand, and until when that is believed at the latest. */
  workers: z.array(z.object({ holder: z.string(), claims: z.int(), leaseUntil: moment })),
  lastWorkAt: moment.nullable(),
  /** Jobs that wait or run in the queue that workers share; null where there is none. */
  queueSize: z.int().nullable(),
  hasBoard: z.boolean(),
});
export type QueueState = z.infer<typeof queueState>;

/** GET /api/operation/storage */
export const storageState = z.object({
  kinds: z.array(z.object({ kind: z.string(), count: z.int(), bytes: z.number().nullable() })),
  databaseBytes: z.number(),
  disk: z.object({ free: z.number(), total: z.number() }).nullable(),
  retention: z.object({ retired: z.int(), bytes: z.number(), lastAt: moment.nullable(), holds: z.int() }),
  countedAt: moment,
});
export type StorageState = z.infer<typeof storageState>;
