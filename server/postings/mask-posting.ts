import type { PostingDetail, PostingSummary } from '../../contracts/api/postings.js';
import { maskContact, maskContacts } from './mask-contacts.js';

/** What somebody reads who has not asked for the contacts: names with the contacts in them covered. */
export function maskNames<T extends Pick<PostingSummary, 'title' | 'company' | 'agency'>>(posting: T): T {
  return {
    ...posting,
    title: maskContacts(posting.title),
    company: maskContacts(posting.company),
    agency: maskContacts(posting.agency),
  };
}

/** The same of a whole posting, with the words that its reasons show. */
export function maskPosting(posting: PostingDetail): PostingDetail {
  const { terms } = posting;
  const masked = {
    ...maskNames(posting),
    salary: maskContacts(posting.salary),
    place: maskContacts(posting.place),
    headcount: maskContacts(posting.headcount),
    text: maskContacts(posting.text),
  };
  return {
    ...masked,
    reasons: posting.reasons.map((reason) => ({
      ...reason,
      text: masked[reason.field].slice(reason.start, reason.end),
    })),
    terms: terms.contact === undefined ? terms : { ...terms, contact: maskContact(terms.contact) },
  };
}
