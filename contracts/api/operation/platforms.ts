import { z } from 'zod';
import { failureGroup } from './failures.js';
import { pageCounts, run, runState } from './runs.js';
import { schedule } from './schedules.js';

export const platformHealth = z.enum(['alarm', 'failing', 'paused', 'overdue', 'never crawled', 'ok']);
export type Health = z.infer<typeof platformHealth>;

/** What a run yielded, for a figure over time. A yield is postings for each page that should hold some; null where there was none. */
const yieldPoint = z.object({ at: z.iso.datetime(), postings: z.int(), yield: z.number().nullable() });
export type YieldPoint = z.infer<typeof yieldPoint>;

const lastRun = z.object({
  id: z.string(),
  state: runState,
  pausedAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
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
  nextRunAt: z.iso.datetime().nullable(),
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

const robotsState = z.object({
  origin: z.string(),
  /** rules, absent or unreachable; null where it was not asked for yet. */
  outcome: z.enum(['rules', 'absent', 'unreachable']).nullable(),
  fetchedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  /** The part that counts, at most 4,000 characters of it. */
  text: z.string(),
});

/** GET /api/operation/platforms/:id */
export const platformDetail = platformRow.extend({
  organisation: z.string(),
  entry: z.array(z.string()),
  /** As its file says; null where the crawler learns it. */
  fetch: z.enum(['http', 'browser']).nullable(),
  pace: z.object({ gapMilliseconds: z.int() }),
  limits: z.object({ pages: z.int(), listPages: z.int(), megabytes: z.number(), seconds: z.number() }),
  robots: z.array(robotsState),
  legalBasis: z.object({ basis: z.string(), grantedBy: z.string(), validUntil: z.iso.datetime() }).nullable(),
  methods: z.array(
    z.object({
      kind: z.enum(['list', 'detail']),
      method: z.string(),
      forHttp: z.int(),
      forBrowser: z.int(),
      settledAt: z.iso.datetime().nullable(),
      recheckAt: z.iso.datetime().nullable(),
    }),
  ),
  alarms: z.array(
    z.object({
      id: z.string(),
      crawlRunId: z.string(),
      reasons: z.array(z.string()),
      sampleCaptureId: z.string().nullable(),
      raisedAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
    }),
  ),
  versions: z.array(z.object({ number: z.int(), savedBy: z.string().nullable(), createdAt: z.iso.datetime() })),
  scheduled: schedule.nullable(),
  runs: z.array(run),
  failures: z.array(failureGroup),
});
export type PlatformDetail = z.infer<typeof platformDetail>;
