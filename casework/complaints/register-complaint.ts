import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { type Complainant, type ComplaintChannel, complaintLimits } from '../../contracts/api/complaints.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { Verdict } from '../../contracts/verdict.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { JsonValue } from '../../evidence/verify/canonical-json.js';
import { storable } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { nextNumber } from '../numbering/next-number.js';
import type { Decider } from '../reviews/decider.js';
import { jurisdictionOf } from '../users/jurisdiction.js';
import { decidingRoles } from '../users/roles.js';
import { acknowledgementCode, readCode } from './acknowledgement-code.js';
import type { ComplaintCapturePlan } from './capture-plan.js';
import { addressesIn, signaturesOf } from './complained-text.js';
import { findPostingAlike, findPostingAt } from './find-known-posting.js';
import { findRepeated, findSame } from './find-repeated.js';

/** A complaint as it comes in; texts may be empty, but `text`. */
export interface NewComplaint {
  readonly organisationId: string;
  readonly channel: ComplaintChannel;
  readonly text: string;
  readonly url: string;
  readonly subjectName: string;
  /** Null, or empty in all, where it is anonymous. */
  readonly complainant: Complainant | null;
}

/** What registering needs of other rooms. */
export interface ComplaintPorts {
  readonly personalData: Pick<PersonalData, 'hash' | 'seal'>;
  /** By the release in force. */
  judge(row: PostingRow): Promise<Verdict>;
  /** As postings have it; null for what is no address of a page. */
  canonicalUrl(url: string): string | null;
  readonly capture: ComplaintCapturePlan;
}

export interface RegisteredComplaint {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  /** For the complainant; it is kept nowhere. */
  readonly code: string;
  readonly postingId: string | null;
  readonly repeatsId: string | null;
}

/**
 * Registers a complaint (逐一登记): looks up the advertisement and earlier complaints, judges the words, gives a number without gaps and a
 * code to ask by. An address at which no advertisement is known is to be taken at once. Complaint, complainant (apart, encrypted), the work
 * that became due and ledger entry are one transaction. A complaint that repeats another one is registered like any other.
 *
 * @param by who enters it; null for the public form
 * @throws InputError `complaint_empty`, `complaint_long`, `url_invalid`, `organisation_unknown`; RefusedError `role_insufficient`
 */
export async function registerComplaint(
  database: Database,
  { personalData, judge, canonicalUrl, capture }: ComplaintPorts,
  complaint: NewComplaint,
  by: Decider | null,
  now: Date,
): Promise<RegisteredComplaint> {
  refuseUnfit(complaint, by);
  const { organisationId, channel } = complaint;
  const jurisdiction = await jurisdictionOf(database, organisationId);
  if (jurisdiction.length === 0 || (by !== null && !by.jurisdiction.includes(organisationId)))
    throw new InputError('organisation_unknown', `There is no organisation ${organisationId}.`);
  const text = storable(complaint.text).trim();
  const subjectName = storable(complaint.subjectName).trim();
  const given = storable(complaint.url).trim();
  const url = given === '' ? null : canonicalUrl(given);
  if (given !== '' && url === null)
    throw new InputError('url_invalid', `«${given.slice(0, 200)}» is no address of a page; copy it from the browser.`);
  const urls = addressesIn(text, url).flatMap((one) => canonicalUrl(one) ?? []);
  const signatures = signaturesOf(text);
  const atAddress = await findPostingAt(database, jurisdiction, urls);
  const postingId = atAddress ?? (await findPostingAlike(database, jurisdiction, signatures));
  const verdict = await judge({ text, ...(subjectName === '' ? {} : { company: subjectName }) });
  const compared = { organisationId, text, url, postingId };
  const repeated = await findRepeated(database, compared, signatures, now);
  const code = acknowledgementCode(randomBytes(16));
  const codeSha256 = personalData.hash('complaint code', readCode(code) ?? '');
  const sealed = sealComplainant(personalData, complaint.complainant);
  const year = Number(shanghaiDay(now).slice(0, 4));
  return database.$transaction(async (transaction) => {
    const number = await nextNumber(transaction, { organisationId, kind: 'complaint', year });
    // From here on nobody else registers here: of the same words sent twice at once the second finds the first.
    const repeatsId = repeated ?? (await findSame(transaction, compared));
    const row = {
      ...{
        id: newId(),
        organisationId,
        year,
        number,
        channel,
        text,
        url,
        subjectName,
        codeSha256,
        postingId,
        repeatsId,
      },
      ...{ verdict: asJson(verdict), registeredById: by?.person.id ?? null },
    };
    await transaction.complaint.create({ data: { ...row, receivedAt: now } });
    if (sealed !== null) await transaction.complainant.create({ data: { complaintId: row.id, sealed } });
    // Words that are like another advertisement's do not say what is at the address: it may be the same one, listed anew.
    if (urls.length > 0 && atAddress === null) await capture.plan(transaction, row.id);
    await appendLedgerEntries(transaction, [rowEntry('complaint.registered', row, now)], now);
    return { id: row.id, year, number, code, postingId, repeatsId };
  });
}

function refuseUnfit(complaint: NewComplaint, by: Decider | null): void {
  if ((by === null) !== (complaint.channel === 'web'))
    throw new RangeError('The public form registers what comes by it, and people what comes otherwise.');
  if (by !== null && !decidingRoles.includes(by.person.role))
    throw new RefusedError(
      'role_insufficient',
      `${by.person.name} is ${by.person.role}; reviewers and supervisors register complaints.`,
    );
  if (storable(complaint.text).trim() === '') throw new InputError('complaint_empty', 'The complaint has no text.');
  const { name = '', contact = '' } = complaint.complainant ?? {};
  const lengths = { ...complaint, name, contact };
  for (const field of ['text', 'url', 'subjectName', 'name', 'contact'] as const)
    if (lengths[field].length > complaintLimits[field])
      throw new InputError(
        'complaint_long',
        `${field} has more than ${complaintLimits[field]} characters; shorten it.`,
      );
}

function sealComplainant({ seal }: Pick<PersonalData, 'seal'>, complainant: Complainant | null): string | null {
  const name = storable(complainant?.name).trim();
  const contact = storable(complainant?.contact).trim();
  return name === '' && contact === '' ? null : seal(JSON.stringify({ name, contact }));
}

/** Without keys that hold nothing. */
function asJson(verdict: Verdict): Record<string, JsonValue> {
  return JSON.parse(JSON.stringify(verdict));
}
