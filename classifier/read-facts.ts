import type { Contact } from './deal/read-contact.js';
import { readContacts } from './deal/read-contact.js';
import { type Price, readPrices } from './deal/read-prices.js';
import { type Notions, push, type Words } from './lexicon/find-terms.js';
import type { ReadField } from './read-fields.js';

/** What a price says of the deal. */
export type PriceMeaning = 'rent_sized_year' | 'market_pay' | 'token_pay';

/** Prices and contacts of a posting, each with the index of its field. */
export interface Facts {
  readonly prices: readonly (Price & { readonly field: number; readonly meaning: PriceMeaning | undefined })[];
  readonly contacts: readonly (Contact & { readonly field: number })[];
}

/**
 * Yuan a year. Reported rents for a builder's credential are 5,000 to 50,000, for scarce design credentials up to about 130,000;
 * honest full-time pay for holders is 150,000 to 280,000. What lies under the first bound is too little to live on,
 * which is what tells a rent from pay.
 */
const rentAtMost = 62_000;
const rentAtLeast = 100;
/** Credentials whose rent is reported far above the others': only beside these is a higher yearly sum still a rent. */
const scarceRentAtMost = 135_000;
export const scarceWords: Notions = {
  scarce: [
    ...['岩土', '注册土木', '结构', '电气', '供配电', '发输变', '给排水', '暖通', '公用设备', '动力', '建筑师', '注电'],
    ...['道路', '港航', '铁路', '民航'],
  ],
};
/** Yuan a month that an engineer may be paid for being there. */
const marketPayFrom = 4000;
/** Yuan a month below which nobody works full time: minimum wages lie between 1,400 and 2,700. */
const tokenPayAtMost = 1600;

/** Reads prices and contacts, and adds what they mean to the findings, so that rules may name it. */
export function readFacts(fields: readonly ReadField[], { findings, mentions }: Words): Facts {
  const prices: (Price & { field: number; meaning: PriceMeaning | undefined })[] = [];
  const contacts: (Contact & { field: number })[] = [];
  const namesScarce = mentions.has('scarce');
  for (const [field, { normalised }] of fields.entries()) {
    // Without a digit or a numeral of money there is no price: most of a stream ends here.
    for (const price of readPrices(normalised.text)) {
      const meaning = meaningOf(price, namesScarce);
      prices.push({ ...price, field, meaning });
      if (meaning !== undefined) push(findings, meaning, { field, start: price.start, end: price.end });
    }
    for (const contact of readContacts(normalised.text)) {
      contacts.push({ ...contact, field });
      push(findings, 'contact', { field, start: contact.start, end: contact.end });
    }
  }
  return { prices, contacts };
}

function meaningOf(price: Price, namesScarce: boolean): PriceMeaning | undefined {
  if (price.period === 'year') {
    const most = namesScarce ? scarceRentAtMost : rentAtMost;
    if (price.high <= most && price.low >= rentAtLeast) return 'rent_sized_year';
    return price.high > 100_000 ? 'market_pay' : undefined;
  }
  if (price.period === 'month') {
    if (price.high <= tokenPayAtMost) return 'token_pay';
    return price.high >= marketPayFrom ? 'market_pay' : undefined;
  }
  return undefined;
}
