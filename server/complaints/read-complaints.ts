import type { z } from 'zod';
import { type ComplaintRow, listComplaints } from '../../casework/complaints/list-complaints.js';
import type { ComplaintCapture } from '../../casework/complaints/read-complaint-captures.js';
import type { complaintList, complaintTargets, ListedComplaint } from '../../contracts/api/complaints.js';
import type { Database } from '../../prisma/open-database.js';
import { maskContacts } from '../postings/mask-contacts.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import type { ComplaintQuery } from './query.js';

type Jurisdiction = Pick<Session, 'jurisdiction'>;

/** Characters of a text that the list shows. */
const excerptLength = 80;
/** Enough to choose from. */
const mostTargets = 100;

/** Complaints of the person's jurisdiction, contacts covered. */
export async function readComplaints(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  { jurisdiction }: Jurisdiction,
  query: ComplaintQuery,
): Promise<z.input<typeof complaintList>> {
  const { complaints, open, next } = await listComplaints(db, jurisdiction, query, now());
  return { complaints: complaints.map(listedComplaint), open, next };
}

function listedComplaint({
  year,
  number,
  text,
  receivedAt,
  subjectName,
  capture,
  ...row
}: ComplaintRow): ListedComplaint {
  const covered = maskContacts(text).replace(/\s+/g, ' ');
  return {
    ...row,
    number: writtenNumber(year, number),
    subjectName: maskContacts(subjectName),
    excerpt: covered.length > excerptLength ? `${covered.slice(0, excerptLength).toWellFormed()}…` : covered,
    receivedAt: receivedAt.toISOString(),
    capture: writtenCapture(capture),
  };
}

export function writtenCapture(capture: ComplaintCapture | null | undefined): ListedComplaint['capture'] {
  if (capture === null || capture === undefined) return null;
  const { state, errorCode, nextAt } = capture;
  return { state, errorCode, nextAt: nextAt?.toISOString() ?? null };
}

/** 〔2026〕12号 */
export function writtenNumber(year: number, number: number): string {
  return `〔${year}〕${number}号`;
}

/** The newest cases and handoffs of the person's jurisdiction, for a result to point to. */
export async function readTargets(
  db: Database,
  { jurisdiction }: Jurisdiction,
): Promise<z.input<typeof complaintTargets>> {
  const newest = {
    where: { organisationId: { in: [...jurisdiction] } },
    orderBy: { id: 'desc' as const },
    take: mostTargets,
    select: { id: true, year: true, number: true, subjectName: true },
  };
  const [cases, handoffs] = await Promise.all([db.case.findMany(newest), db.handoff.findMany(newest)]);
  const listed = ({ id, year, number, subjectName }: (typeof cases)[number]) => ({
    ...{ id, number: writtenNumber(year, number), subjectName: maskContacts(subjectName) },
  });
  return { cases: cases.map(listed), handoffs: handoffs.map(listed) };
}
