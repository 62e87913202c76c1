import { readAgreementFigures } from '../../casework/figures/agreement-figures.js';
import { type PeriodFigures, readPeriodFigures } from '../../casework/figures/period-figures.js';
import { readQualityFigures } from '../../casework/figures/quality-figures.js';
import { readReviewerFigures } from '../../casework/figures/reviewer-figures.js';
import { lastSpans, startOfMonth, startOfToday } from '../../casework/figures/shanghai-calendar.js';
import { readWaitingFigures } from '../../casework/figures/waiting-figures.js';
import type { Agreement, Figures, Period, Quality, ReviewerList, Step } from '../../contracts/api/supervision.js';
import { decision, stage } from '../../contracts/review.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';

type Reader = Pick<Session, 'jurisdiction'>;

/** What was done today and this month, and what waits. */
export async function readFigures(db: Database, { jurisdiction }: Reader, now: Date): Promise<Figures> {
  const [today, month] = [startOfToday(now), startOfMonth(now)];
  const [ofToday, ofMonth, { oldest, oldestPostingId, ...waiting }] = await Promise.all([
    readPeriodFigures(db, jurisdiction, today),
    readPeriodFigures(db, jurisdiction, month),
    readWaitingFigures(db, jurisdiction, now),
  ]);
  return {
    at: now.toISOString(),
    today: { since: today.toISOString(), ...named(ofToday) },
    month: { since: month.toISOString(), ...named(ofMonth) },
    waiting: {
      ...waiting,
      oldest: oldest === null ? null : { since: oldest.toISOString(), postingId: oldestPostingId ?? '' },
    },
  };
}

export async function readReviewers(
  db: Database,
  { jurisdiction }: Reader,
  period: Period,
  now: Date,
): Promise<ReviewerList> {
  const since = period === 'today' ? startOfToday(now) : startOfMonth(now);
  return { since: since.toISOString(), reviewers: await readReviewerFigures(db, jurisdiction, since) };
}

/** Of the last twelve months: words that two people decided on are rare. */
export async function readAgreement(db: Database, { jurisdiction }: Reader, now: Date): Promise<Agreement> {
  const since = lastSpans('month', 12, now)[0]?.from ?? now;
  const { independent, second } = await readAgreementFigures(db, jurisdiction, since);
  if (independent === null) return { since: since.toISOString(), independent, second };
  const [confirmed, dismissed] = independent.table;
  return {
    since: since.toISOString(),
    independent: { table: [[...confirmed], [...dismissed]], kappa: independent.kappa },
    second,
  };
}

export async function readQuality(db: Database, { jurisdiction }: Reader, step: Step, now: Date): Promise<Quality> {
  const { spans, drift } = await readQualityFigures(db, jurisdiction, step, now);
  const { flaggedShare, flaggedPrecision, borderlinePrecision, ...weeks } = drift;
  return {
    step,
    spans: [...spans],
    drift: {
      ...weeks,
      flaggedShare: limitsOf(flaggedShare),
      flaggedPrecision: limitsOf(flaggedPrecision),
      borderlinePrecision: limitsOf(borderlinePrecision),
    },
  };
}

function limitsOf(limits: Awaited<ReturnType<typeof readQualityFigures>>['drift']['flaggedShare']) {
  return limits === undefined ? null : { ...limits, recent: [...limits.recent] };
}

function named({ decisions, ...counts }: PeriodFigures) {
  return {
    ...counts,
    decisions: decisions.map((row) => ({
      stage: stage.parse(row.stage),
      decision: decision.parse(row.decision),
      count: row.count,
    })),
  };
}
