import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { markNames } from '../../classifier/mask-names.js';
import { createPostingReader } from '../../classifier/read-posting.js';
import { projectFile, readLabelledPostings } from './labelled-postings.js';

const read = createPostingReader(readLexicon(projectFile('classifier/lexicon')));

/** The masked text with its marks in words. */
function masked(text: string): string {
  return Array.from(read({ text }).masked[0]?.text ?? '', (character) => markNames[character] ?? character).join('');
}

describe('a text as n-grams see it', () => {
  it.each([
    ['收二建市政一本', '收〔证书〕市政一本'],
    ['建造师年薪2万', '〔证书〕〔像租金的年价〕'],
    ['一年给一万五，电话13812345678', '〔像租金的年价〕,电话〔联系方式〕'],
    ['每月补助300元', '每月补助0元'],
    ['月薪300元', '〔过低的月薪〕'],
    ['月薪12000元', '〔市场薪酬〕'],
    ['共12层，3栋', '共0层,3栋'],
  ])('shows %s as %s', (written, seen) => {
    expect(masked(written)).toBe(seen);
  });

  it('sees the same offer for another credential, sum and number', () => {
    expect(masked('招监理工程师，一年3.5万，加13900001111')).toBe(masked('招执业药师，一年2万，加13712340000'));
  });

  it('leads back to the normal form: every unit to a place, in order, without a gap', () => {
    const some = readLabelledPostings().filter((_, index) => index % 40 === 0);
    const anything = fc.string({ unit: fc.constantFrom(...'二建造师年薪2万0158。\n挂靠 '), maxLength: 60 });
    const check = (text: string): void => {
      const posting = read({ text });
      for (const [index, seen] of posting.masked.entries()) {
        const normal = posting.fields[index]?.normalised.text ?? '';
        let end = 0;
        for (let unit = 0; unit < seen.text.length; unit++) {
          const place = seen.toNormal(unit, unit + 1);
          expect(place.start).toBe(end);
          expect(place.end).toBeGreaterThan(place.start);
          end = place.end;
        }
        expect(end).toBe(normal.length);
        if (seen.text.length > 0) expect(seen.toNormal(0, seen.text.length)).toEqual({ start: 0, end: normal.length });
      }
    };
    for (const { text } of some) check(text);
    fc.assert(fc.property(anything, check), { numRuns: 300 });
  });

  it('holds no mark that an advertiser wrote', () => {
    expect(masked('收\ue000证\ue002书')).toBe('收证书');
  });
});
