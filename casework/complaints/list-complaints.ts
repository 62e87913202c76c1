import { z } from 'zod';
import {
  type ComplaintChannel,
  type ComplaintResultKind,
  type ComplaintState,
  complaintChannel,
  complaintResultKind,
} from '../../contracts/api/complaints.js';
import { type Band, band as bandOf, verdict } from '../../contracts/verdict.js';
import type { Database } from '../../prisma/open-database.js';
import { startOfToday } from '../figures/shanghai-calendar.js';
import { type ComplaintCapture, readComplaintCaptures } from './read-complaint-captures.js';

export interface ComplaintRow {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly organisation: string;
  readonly channel: ComplaintChannel;
  readonly subjectName: string;
  readonly text: string;
  readonly receivedAt: Date;
  /** Calendar days in Asia/Shanghai since it came in; null once it has a result. */
  readonly ageDays: number | null;
  /** Of its words. */
  readonly band: Band | null;
  readonly probability: number | null;
  readonly posting: { readonly band: Band | null; readonly probability: number | null } | null;
  readonly capture: ComplaintCapture | null;
  readonly isRepeat: boolean;
  readonly result: ComplaintResultKind | null;
}

export interface ComplaintQuery {
  readonly state: ComplaintState;
  readonly limit: number;
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
}

const judged = { select: { band: true, probability: true } } as const;
const judgement = verdict.pick({ band: true, probability: true });
const postingJudgement = z.object({ band: bandOf.nullable(), probability: z.number().nullable() });

/** Complaints of these organisations: those without a result the oldest first, others the newest first. */
export async function listComplaints(
  database: Database,
  jurisdiction: readonly string[],
  { state, limit, after }: ComplaintQuery,
  now: Date,
): Promise<{ readonly complaints: readonly ComplaintRow[]; readonly open: number; readonly next: string | null }> {
  const own = { organisationId: { in: [...jurisdiction] } };
  const withoutResult = { ...own, results: { none: {} } };
  const isOldestFirst = state === 'open';
  const where = state === 'all' ? own : state === 'open' ? withoutResult : { ...own, results: { some: {} } };
  const [open, rows] = await Promise.all([
    database.complaint.count({ where: withoutResult }),
    database.complaint.findMany({
      where: { ...where, ...(after === undefined ? {} : { id: isOldestFirst ? { gt: after } : { lt: after } }) },
      orderBy: { id: isOldestFirst ? 'asc' : 'desc' },
      take: limit + 1,
      select: {
        ...{ id: true, year: true, number: true, channel: true, subjectName: true, text: true, receivedAt: true },
        ...{ verdict: true, repeatsId: true, organisation: { select: { name: true } } },
        ...{ posting: judged, link: { select: { posting: judged } } },
        results: { orderBy: { id: 'desc' }, take: 1, select: { kind: true } },
      },
    }),
  ]);
  const page = rows.slice(0, limit);
  const captures = await readComplaintCaptures(
    database,
    page.map(({ id }) => id),
  );
  return {
    open,
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    complaints: page.map(({ organisation, channel, verdict: ofWords, posting, link, repeatsId, results, ...row }) => {
      const words = judgement.nullable().parse(ofWords);
      return {
        ...row,
        organisation: organisation.name,
        channel: complaintChannel.parse(channel),
        band: words?.band ?? null,
        probability: words?.probability ?? null,
        posting: postingJudgement.nullable().parse(link?.posting ?? posting),
        capture: captures.get(row.id) ?? null,
        isRepeat: repeatsId !== null,
        result: results[0] === undefined ? null : complaintResultKind.parse(results[0].kind),
        ageDays: results.length > 0 ? null : ageInDays(row.receivedAt, now),
      };
    }),
  };
}

/** 0 on the day itself. */
export function ageInDays(receivedAt: Date, now: Date): number {
  return Math.round((startOfToday(now).getTime() - startOfToday(receivedAt).getTime()) / 86_400_000);
}
