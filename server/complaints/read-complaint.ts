import type { z } from 'zod';
import { ageInDays } from '../../casework/complaints/list-complaints.js';
import { readComplaintCaptures } from '../../casework/complaints/read-complaint-captures.js';
import { openComplainant } from '../../casework/complaints/unmask-complainant.js';
import {
  type Complainant,
  complaintChannel,
  type complaintDetail,
  complaintResultKind,
} from '../../contracts/api/complaints.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import { band, verdict } from '../../contracts/verdict.js';
import type { Database } from '../../prisma/open-database.js';
import { findPlatformOfAddress } from '../../queue/complaints/platform-of-address.js';
import { maskContact, maskContacts } from '../postings/mask-contacts.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { writtenCapture, writtenNumber } from './read-complaints.js';

const judged = { select: { id: true, band: true, probability: true } } as const;
const numbered = { select: { id: true, year: true, number: true } };
const mostRelated = 50;

/**
 * One complaint with contacts and complainant covered, its judged text, and what it has to do with others.
 * @throws RequestError 404 for one outside the person's jurisdiction
 */
export async function readComplaint(
  { db, personalData, now }: Pick<Sources, 'db' | 'personalData' | 'now'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
): Promise<z.input<typeof complaintDetail>> {
  const complaint = await db.complaint.findFirst({
    where: { id, organisationId: { in: [...jurisdiction] } },
    include: {
      ...{ organisation: { select: { name: true } }, complainant: { select: { sealed: true } } },
      ...{ registeredBy: { select: { name: true } }, posting: judged, link: { select: { posting: judged } } },
      results: { orderBy: { id: 'desc' }, include: { case: numbered, handoff: numbered } },
    },
  });
  if (complaint === null) throw unknownComplaint();
  const { year, number, text, url, receivedAt, results, link, complainant } = complaint;
  // What is at the address itself says more than what is merely like it in words.
  const posting = link?.posting ?? complaint.posting;
  const [related, title, platform, captures] = await Promise.all([
    readRelated(db, complaint),
    posting === null ? '' : readTitle(db, posting.id),
    url === null || posting !== null ? null : findPlatformOfAddress(db, jurisdiction, url),
    readComplaintCaptures(db, [id]),
  ]);
  const covered = maskContacts(text);
  const ofWords = verdict.nullable().parse(complaint.verdict);
  return {
    ...{ id, number: writtenNumber(year, number), organisation: complaint.organisation.name },
    channel: complaintChannel.parse(complaint.channel),
    subjectName: maskContacts(complaint.subjectName),
    receivedAt: receivedAt.toISOString(),
    ageDays: results.length > 0 ? null : ageInDays(receivedAt, now()),
    result: results[0] === undefined ? null : complaintResultKind.parse(results[0].kind),
    ...{ text: covered, url, related, registeredBy: complaint.registeredBy?.name ?? null },
    platform: platform === undefined || platform === null ? null : { id: platform.id, name: platform.name },
    capture: writtenCapture(captures.get(id)),
    posting:
      posting === null
        ? null
        : {
            ...{ id: posting.id, title: maskContacts(title), band: band.nullable().parse(posting.band) },
            ...{ probability: posting.probability, isFoundByCapture: link !== null },
          },
    verdict:
      ofWords === null
        ? null
        : {
            ...{
              band: ofWords.band,
              probability: ofWords.probability,
              categories: ofWords.categories,
              release: ofWords.release,
            },
            reasons: ofWords.reasons.map((reason) => ({
              ...reason,
              text: reason.field === 'text' ? covered.slice(reason.start, reason.end) : maskContacts(reason.text),
            })),
          },
    complainant: complainant === null ? null : coverComplainant(openComplainant(personalData, complainant.sealed)),
    results: results.map(({ kind, note, by, decidedAt, case: own, handoff }) => ({
      ...{ kind: complaintResultKind.parse(kind), note, by: namedPerson.parse(by).name },
      ...{ caseId: own?.id ?? null, caseNumber: own === null ? null : writtenNumber(own.year, own.number) },
      ...{ handoffId: handoff?.id ?? null },
      handoffNumber: handoff === null ? null : writtenNumber(handoff.year, handoff.number),
      decidedAt: decidedAt.toISOString(),
    })),
  };
}

export const unknownComplaint = () => new RequestError(404, 'complaint_unknown', '没有这件投诉举报。');

/** Of a name the first character stays: 张**. */
function coverComplainant({ name, contact }: Complainant): Complainant {
  const [first = '', ...rest] = [...name];
  return { name: first + '*'.repeat(rest.length), contact: contact === '' ? '' : maskContact(contact) };
}

async function readRelated(db: Database, { id, repeatsId }: { id: string; repeatsId: string | null }) {
  const rows = await db.complaint.findMany({
    where: {
      OR: [{ repeatsId: repeatsId ?? id }, ...(repeatsId === null ? [] : [{ id: repeatsId }])],
      id: { not: id },
    },
    orderBy: { id: 'asc' },
    take: mostRelated,
    select: { id: true, year: true, number: true, receivedAt: true },
  });
  return rows.map(({ year, number, receivedAt, ...other }) => ({
    ...other,
    ...{ number: writtenNumber(year, number), receivedAt: receivedAt.toISOString(), isEarlier: other.id < id },
  }));
}

async function readTitle(db: Database, postingId: string): Promise<string> {
  const newest = await db.postingVersion.findFirst({
    where: { postingId },
    orderBy: { number: 'desc' },
    select: { title: true },
  });
  return newest?.title ?? '';
}
