import type { Found } from './lexicon/find-terms.js';
import type { Facts } from './read-facts.js';

/**
 * A field's normal form as n-grams see it. Which credential, which sum and whose number differ from ad to ad while the offer stays
 * the same: each stands as one character of its kind, so that what is learnt of one credential holds for all.
 */
export interface MaskedText {
  readonly text: string;
  /** The part of the normal form that `[start, end)` of the masked text stands for; `end` must be greater than `start`. */
  toNormal(start: number, end: number): { start: number; end: number };
}

/** Private-use characters: the normal form holds none, so nothing that an advertiser writes can pretend to be one. */
const credentialMark = '\ue000';
const contactMark = '\ue001';
const rentSizedMark = '\ue002';
const yearlyMark = '\ue003';
const tokenPayMark = '\ue004';
const marketPayMark = '\ue005';
const otherPriceMark = '\ue006';

/** What a mark stands for, for people. */
export const markNames: Readonly<Record<string, string>> = {
  [credentialMark]: '〔证书〕',
  [contactMark]: '〔联系方式〕',
  [rentSizedMark]: '〔像租金的年价〕',
  [yearlyMark]: '〔年价〕',
  [tokenPayMark]: '〔过低的月薪〕',
  [marketPayMark]: '〔市场薪酬〕',
  [otherPriceMark]: '〔价〕',
};

interface Span {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** Masks credentials, prices and contacts of one field (its index), and makes every run of digits one digit. */
export function maskNames(text: string, field: number, credentials: readonly Found[], facts: Facts): MaskedText {
  const spans: Span[] = [];
  for (const price of facts.prices) if (price.field === field) spans.push({ ...price, mark: priceMark(price) });
  for (const contact of facts.contacts)
    if (contact.field === field) spans.push({ start: contact.start, end: contact.end, mark: contactMark });
  for (const { field: own, start, end } of credentials)
    if (own === field) spans.push({ start, end, mark: credentialMark });
  // Where two overlap, the one that begins first stands, and of those the longest.
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  return mask(text, spans);
}

function priceMark({ period, meaning }: Facts['prices'][number]): string {
  if (meaning === 'rent_sized_year') return rentSizedMark;
  if (meaning === 'token_pay') return tokenPayMark;
  if (meaning === 'market_pay') return marketPayMark;
  return period === 'year' ? yearlyMark : otherPriceMark;
}

function mask(text: string, spans: readonly Span[]): MaskedText {
  let masked = '';
  // Where a unit of the masked text begins that stands for several, and where its normal form begins and ends.
  const at: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const replace = (mark: string, start: number, end: number): void => {
    at.push(masked.length);
    starts.push(start);
    ends.push(end);
    masked += mark;
  };
  const copy = (from: number, until: number): void => {
    let copied = from;
    for (let i = from; i < until; i++) {
      if (!isDigit(text.charCodeAt(i)) || !isDigit(text.charCodeAt(i + 1))) continue;
      let end = i + 2;
      while (end < until && isDigit(text.charCodeAt(end))) end++;
      if (end > until) break;
      masked += text.slice(copied, i);
      replace('0', i, end);
      copied = end;
      i = end - 1;
    }
    masked += text.slice(copied, until);
  };
  let done = 0;
  for (const { start, end, mark } of spans) {
    if (end <= done) continue;
    // What begins inside the one before goes on with it.
    if (start < done) {
      ends[ends.length - 1] = end;
      done = end;
      continue;
    }
    copy(done, start);
    replace(mark, start, end);
    done = end;
  }
  copy(done, text.length);

  /** The last replaced unit at or before a position, −1 for none. */
  const lastBefore = (position: number): number => {
    let low = 0;
    let high = at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((at[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const unit = (position: number): { start: number; end: number } => {
    const index = lastBefore(position);
    if (index < 0) return { start: position, end: position + 1 };
    const replacedAt = at[index] ?? 0;
    if (replacedAt === position) return { start: starts[index] ?? 0, end: ends[index] ?? 0 };
    const start = (ends[index] ?? 0) + (position - replacedAt - 1);
    return { start, end: start + 1 };
  };
  return {
    text: masked,
    toNormal: (start, end) => ({ start: unit(start).start, end: unit(end - 1).end }),
  };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
