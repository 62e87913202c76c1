import { type PostingRow, textFields } from '../contracts/posting-row.js';
import { createNormaliser, originalSpan } from '../text/normalise/normalise.js';
import { type Contact, readContacts } from './deal/read-contact.js';
import type { Lexicon } from './lexicon/schema.js';

/** Stand-ins that reach nobody and that are still read as contacts: a release learns that there is one, not whose. */
const standIns: Readonly<Record<Contact['kind'], string>> = {
  phone: '13000000000',
  wechat: '微信 xxxxxx',
  qq: 'QQ 10000000',
  email: 'xxxxxx@example.com',
};

/** Prepares a lexicon, by whose normal form disguised contacts are found, for taking the contacts out of postings. */
export function createContactMask(lexicon: Lexicon): (row: PostingRow) => PostingRow {
  const normalise = createNormaliser(lexicon);
  const mask = (original: string): string => {
    const normalised = normalise(original);
    let masked = '';
    let at = 0;
    for (const { kind, start, end } of readContacts(normalised.text)) {
      const span = originalSpan(normalised, start, end);
      // A number may be read as two kinds of contact: what is masked already is not masked again.
      if (span.start < at) {
        at = Math.max(at, span.end);
        continue;
      }
      masked += original.slice(at, span.start) + standIns[kind];
      at = span.end;
    }
    return masked + original.slice(at);
  };
  return (row) => {
    const masked = { ...row };
    for (const field of textFields) {
      const text = row[field];
      if (text !== undefined) masked[field] = mask(text);
    }
    return masked;
  };
}
