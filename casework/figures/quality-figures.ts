import { z } from 'zod';
import type { Database } from '../../prisma/open-database.js';
import { type ControlLimits, controlLimits, type WeekCount } from './control-limits.js';
import { estimateRecall, type RecallEstimate } from './estimated-recall.js';
import { identifiersSince } from './identifiers-since.js';
import { type Proportion, proportion } from './proportion.js';
import { lastSpans, type Span, type Step, shanghaiDay } from './shanghai-calendar.js';

const verdictRow = z.object({ day: z.string(), band: z.string(), count: z.int() });
const taskRow = verdictRow.extend({ sampled: z.boolean(), outcome: z.enum(['confirmed', 'dismissed', 'waiting']) });
const clearRow = z.object({ day: z.string(), organisationId: z.string(), population: z.int() });
const sampleRow = z.object({
  ...{ day: z.string(), organisationId: z.string() },
  ...{ drawn: z.int(), decided: z.int(), positives: z.int() },
});

export interface BandQuality {
  /** Confirmed, of those confirmed or dismissed. */
  readonly precision: Proportion;
  /** Not decided yet. */
  readonly waiting: number;
}

/** What was judged in one week or month and came out of its review. */
export interface SpanQuality extends RecallEstimate {
  /** Its first day in Asia/Shanghai, YYYY-MM-DD. */
  readonly start: string;
  readonly flagged: BandQuality;
  readonly borderline: BandQuality;
  /** Flagged, of the verdicts given. */
  readonly flaggedShare: Proportion;
  /** Confirmed of the flagged and borderline. */
  readonly found: number;
  /** Postings judged clear, and how many of them the daily samples drew and people decided on. */
  readonly sample: {
    readonly population: number;
    readonly drawn: number;
    readonly decided: number;
    readonly positives: number;
  };
}

export interface Drift {
  /** Weeks that are compared with those before; the present one is in neither. */
  readonly recentWeeks: number;
  readonly earlierWeeks: number;
  /** Absent where there are too few weeks to tell. */
  readonly flaggedShare: ControlLimits | undefined;
  readonly flaggedPrecision: ControlLimits | undefined;
  readonly borderlinePrecision: ControlLimits | undefined;
}

export interface QualityFigures {
  readonly spans: readonly SpanQuality[];
  readonly drift: Drift;
}

const shown: Record<Step, number> = { week: 16, month: 12 };
const recentWeeks = 4;
const earlierWeeks = 12;

/**
 * Precision of the bands and estimated recall of these organisations' postings, by the week or month in which they were judged, whenever they
 * were decided on.
 *
 * A daily sample is drawn from all clear postings there are then, not from the day's: populations of different days overlap and must not be
 * summed. So the samples are put together and stratified afterwards by organisation and by when a posting was judged, with the clear postings
 * judged in that time as the population (D. Holt & T. M. F. Smith, Post stratification, Journal of the Royal Statistical Society A 142
 * (1979), 33–46). What was found and what was missed are then of the same time. A posting that disappears before it could be drawn is taken to
 * be as the others judged in that time.
 */
export async function readQualityFigures(
  database: Database,
  jurisdiction: readonly string[],
  step: Step,
  now: Date,
): Promise<QualityFigures> {
  const spans = lastSpans(step, shown[step], now);
  const weeks = lastSpans('week', earlierWeeks + recentWeeks + 1, now).slice(0, -1);
  const since = new Date(Math.min(...[spans[0], weeks[0]].flatMap((span) => span?.from.getTime() ?? [])));
  const [verdicts, clear, tasks, samples] = await Promise.all([
    readVerdicts(database, jurisdiction, since),
    readClear(database, jurisdiction, since),
    readTasks(database, jurisdiction, since),
    readSamples(database, jurisdiction, since),
  ]);
  const weekly = (read: (span: Span) => WeekCount): ControlLimits | undefined =>
    controlLimits(weeks.slice(0, earlierWeeks).map(read), weeks.slice(earlierWeeks).map(read));
  return {
    spans: spans.map((span) => {
      const [flagged, borderline] = [bandQuality(span, 'flagged'), bandQuality(span, 'borderline')];
      const found = flagged.precision.count + borderline.precision.count;
      const [judgedClear, drawn] = [within(span, clear), within(span, samples)];
      const strata = [...new Set(judgedClear.map(({ organisationId }) => organisationId))].map((id) => {
        const own = drawn.filter(({ organisationId }) => organisationId === id);
        return {
          population: sum(
            judgedClear.filter(({ organisationId }) => organisationId === id),
            ({ population }) => population,
          ),
          drawn: sum(own, (row) => row.drawn),
          decided: sum(own, ({ decided }) => decided),
          positives: sum(own, ({ positives }) => positives),
        };
      });
      return {
        start: span.start,
        ...{ flagged, borderline, found },
        flaggedShare: flaggedShare(span),
        sample: {
          population: sum(strata, ({ population }) => population),
          drawn: sum(strata, (stratum) => stratum.drawn),
          decided: sum(strata, ({ decided }) => decided),
          positives: sum(strata, ({ positives }) => positives),
        },
        ...estimateRecall(found, strata),
      };
    }),
    drift: {
      ...{ recentWeeks, earlierWeeks },
      flaggedShare: weekly(flaggedShare),
      flaggedPrecision: weekly((span) => bandQuality(span, 'flagged').precision),
      borderlinePrecision: weekly((span) => bandQuality(span, 'borderline').precision),
    },
  };

  function bandQuality(span: Span, band: string): BandQuality {
    const rows = within(span, tasks).filter((row) => row.band === band && !row.sampled);
    const count = (outcome: string) =>
      sum(
        rows.filter((row) => row.outcome === outcome),
        (row) => row.count,
      );
    const confirmed = count('confirmed');
    return { precision: proportion(confirmed, confirmed + count('dismissed')), waiting: count('waiting') };
  }

  function flaggedShare(span: Span): Proportion {
    const rows = within(span, verdicts);
    const flagged = rows.filter(({ band }) => band === 'flagged');
    return proportion(
      sum(flagged, ({ count }) => count),
      sum(rows, ({ count }) => count),
    );
  }
}

async function readVerdicts(database: Database, jurisdiction: readonly string[], since: Date) {
  return z.array(verdictRow).parse(
    await database.$queryRaw`
      SELECT to_char(row."createdAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "day", row."band", count(*)::int AS "count"
        FROM "Verdict" row
        JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
        JOIN "Posting" posting ON posting."id" = version."postingId"
        JOIN "Platform" platform ON platform."id" = posting."platformId"
       WHERE row."id" >= ${identifiersSince(since)} AND row."createdAt" >= ${since}
         AND platform."organisationId" = ANY(${[...jurisdiction]})
       GROUP BY 1, 2`,
  );
}

/** Postings whose newest verdict says clear, by when it was given. */
async function readClear(database: Database, jurisdiction: readonly string[], since: Date) {
  return z.array(clearRow).parse(
    await database.$queryRaw`
      SELECT to_char(row."createdAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "day", platform."organisationId",
             count(*)::int AS "population"
        FROM "Verdict" row
        JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
        JOIN "Posting" posting ON posting."id" = version."postingId"
        JOIN "Platform" platform ON platform."id" = posting."platformId"
       WHERE row."id" >= ${identifiersSince(since)} AND row."createdAt" >= ${since} AND row."band" = 'clear'
         AND platform."organisationId" = ANY(${[...jurisdiction]})
         AND NOT EXISTS (SELECT 1 FROM "Verdict" newer
                          WHERE newer."postingVersionId" = row."postingVersionId" AND newer."createdAt" > row."createdAt")
       GROUP BY 1, 2`,
  );
}

/** Those closed without an outcome, because the advertisement was edited before anybody decided, are not counted. */
async function readTasks(database: Database, jurisdiction: readonly string[], since: Date) {
  return z.array(taskRow).parse(
    await database.$queryRaw`
      SELECT to_char("enteredAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "day", "band",
             "sampleId" IS NOT NULL AS "sampled",
             CASE WHEN "stage" = 'closed' THEN "outcome" ELSE 'waiting' END AS "outcome", count(*)::int AS "count"
        FROM "ReviewTask"
       WHERE "id" >= ${identifiersSince(since)} AND "enteredAt" >= ${since} AND "organisationId" = ANY(${[...jurisdiction]})
         AND ("stage" <> 'closed' OR "outcome" IS NOT NULL)
       GROUP BY 1, 2, 3, 4`,
  );
}

/**
 * A sampled posting that one person has confirmed counts as a rental until another says otherwise: dismissals are concluded by one person,
 * so that to wait for the second would let the samples look cleaner than they are.
 */
async function readSamples(database: Database, jurisdiction: readonly string[], since: Date) {
  return z.array(sampleRow).parse(
    await database.$queryRaw`
      SELECT to_char(verdict."createdAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "day", task."organisationId",
             count(*)::int AS "drawn",
             count(*) FILTER (WHERE task."outcome" IS NOT NULL OR task."stage" IN ('second', 'ruling'))::int AS "decided",
             count(*) FILTER (WHERE task."outcome" = 'confirmed' OR task."stage" IN ('second', 'ruling'))::int AS "positives"
        FROM "ReviewTask" task
        JOIN LATERAL (
          SELECT "createdAt", "band" FROM "Verdict"
           WHERE "postingVersionId" = task."postingVersionId" ORDER BY "createdAt" DESC LIMIT 1
        ) AS verdict ON verdict."band" = 'clear'
       WHERE task."sampleId" IS NOT NULL AND task."organisationId" = ANY(${[...jurisdiction]})
         AND verdict."createdAt" >= ${since}
       GROUP BY 1, 2`,
  );
}

const within = <T extends { readonly day: string }>({ from, to }: Span, rows: readonly T[]): T[] =>
  rows.filter(({ day }) => day >= shanghaiDay(from) && day < shanghaiDay(to));

const sum = <T>(rows: readonly T[], value: (row: T) => number): number =>
  rows.reduce((total, row) => total + value(row), 0);
