import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContacts } from '../../../classifier/deal/read-contact.js';
import { readLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import { createNormaliser } from '../../../text/normalise/normalise.js';

const lexicon = readLexicon(fileURLToPath(new URL('../../../classifier/lexicon', import.meta.url)));
const normalise = createNormaliser(lexicon);
const contactsIn = (written: string) => readContacts(normalise(written).text).map(({ kind, value }) => [kind, value]);

describe('readContacts', () => {
  it.each<[string, string, string]>([
    ['13812345678', 'phone', '13812345678'],
    ['电话138-1234-5678', 'phone', '13812345678'],
    ['138 1234 5678（微信同号）', 'phone', '13812345678'],
    ['1 3 8 1 2 3 4 5 6 7 8', 'phone', '13812345678'],
    ['1-3-8-1-2-3-4-5-6-7-8', 'phone', '13812345678'],
    ['①③⑧①②③④⑤⑥⑦⑧', 'phone', '13812345678'],
    ['１３８\u200b１２３４★５６７８', 'phone', '13812345678'],
    ['1️⃣3️⃣812345678', 'phone', '13812345678'],
    ['13-000000000', 'phone', '13000000000'],
    ['+86 13812345678', 'phone', '13812345678'],
    ['138-1234-5678转2', 'phone', '13812345678'],
    ['0311-8662 7140', 'phone', '031186627140'],
    ['010-62345678', 'phone', '01062345678'],
    ['QQ：12345678', 'qq', '12345678'],
    ['Q 123 456 789', 'qq', '123456789'],
    ['Q12-34-56-78', 'qq', '12345678'],
    ['扣扣 1234 5678', 'qq', '12345678'],
    ['QQ群:12345678', 'qq', '12345678'],
    ['微信：abc_123', 'wechat', 'abc_123'],
    ['加V：abcdef', 'wechat', 'abcdef'],
    ['薇信abcde12', 'wechat', 'abcde12'],
    ['➕微 abcdef', 'wechat', 'abcdef'],
    ['邮箱 A.B@example.com', 'email', 'a.b@example.com'],
  ])('finds in «%s» the %s %s', (written, kind, value) => {
    expect(contactsIn(written)).toEqual([[kind, value]]);
  });

  it.each([
    '身份证420101199001011234',
    '手机1381234567',
    '138-1234-56789',
    '11位12345678901',
    '微信同号',
    'iqq12345678',
    '加微信',
    'a@b',
    '3.6万',
  ])('finds no contact in «%s»', (written) => {
    expect(contactsIn(written)).toEqual([]);
  });

  it('finds several in the order of the text, each where it stands', () => {
    const text = '微信abc_123,qq12345678,电话138-1234-5678';
    const contacts = readContacts(text);
    expect(contacts.map(({ kind }) => kind)).toEqual(['wechat', 'qq', 'phone']);
    expect(contacts.map(({ start, end }) => text.slice(start, end))).toEqual([
      '微信abc_123',
      'qq12345678',
      '138-1234-5678',
    ]);
  });

  it('finds a mobile number however blanks and hyphens are put between its digits', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^1[3-9][0-9]{9}$/),
        fc.array(fc.constantFrom('', '', ' ', '-'), { minLength: 11, maxLength: 11 }),
        (phone, gaps) => {
          const written = Array.from(phone)
            .map((digit, index) => (index === 0 ? digit : `${gaps[index]}${digit}`))
            .join('');
          expect(contactsIn(`联系${written}王`)).toEqual([['phone', phone]]);
        },
      ),
    );
  });

  it('gives places inside the text for anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'019 -qQ微信加号:：va@.挂'), maxLength: 60 }), (text) => {
        for (const { start, end, value } of readContacts(text)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(end).toBeGreaterThan(start);
          expect(value).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
