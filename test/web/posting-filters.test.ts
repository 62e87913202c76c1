import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { band } from '../../contracts/verdict.js';
import { postingsQuery, readFilters, writeFilters } from '../../web/src/posting-filters.js';

const read = (query: string) => readFilters(new URLSearchParams(query));

describe('the filters in the URL', () => {
  it('show the flagged postings when nothing is said, or nonsense', () => {
    const standard = { band: 'flagged', platform: null, agency: null, q: '' };
    expect(read('')).toEqual(standard);
    expect(read('band=purple')).toEqual(standard);
    expect(writeFilters(read(''))).toBe('');
  });

  it('read back as they were written', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' });
    const filters = fc.record({
      band: fc.constantFrom(null, ...band.options),
      platform: fc.option(word, { nil: null }),
      agency: fc.option(word, { nil: null }),
      q: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(filters, (each) => {
        expect(read(writeFilters(each))).toEqual(each);
      }),
    );
  });

  it('ask the server for what they say and nothing else', () => {
    expect(postingsQuery(read('band=all'), null, 50)).toBe('?limit=50');
    expect(postingsQuery(read('band=clear&platform=p&agency=a&q=收'), 'next', 10)).toBe(
      '?limit=10&band=clear&platform=p&agency=a&q=%E6%94%B6&after=next',
    );
  });
});
