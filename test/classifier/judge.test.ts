import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { verdict as verdictSchema } from '../../contracts/verdict.js';
import { committedRelease, readLabelledPostings } from './labelled-postings.js';

const file = committedRelease;
const release = readRelease(file);
const judge = createJudge(release);
const accusing = new Set(
  release.contents.lexicon.rules.filter(({ category }) => category !== undefined).map(({ id }) => id),
);
const terms = release.contents.lexicon.groups.flatMap((group) => group.terms);

/** Whatever holds of every verdict. */
function expectSound(row: PostingRow): void {
  const { verdict, contacts } = judge(row);
  expect(verdictSchema.parse(verdict)).toEqual(verdict);
  expect(Number.isFinite(verdict.probability)).toBe(true);
  const { flagged, borderline } = release.contents.thresholds;
  if (verdict.band === 'flagged') {
    expect(verdict.probability).toBeGreaterThanOrEqual(flagged);
    expect(verdict.reasons.some(({ rule }) => accusing.has(rule) || rule === 'bayes_passage')).toBe(true);
    expect(verdict.categories.length).toBeGreaterThan(0);
  } else if (verdict.band === 'borderline') expect(verdict.probability).toBeGreaterThanOrEqual(borderline);
  else {
    expect(verdict.probability).toBeLessThan(borderline);
    expect(verdict.categories).toEqual([]);
    expect(verdict.side).toBeNull();
  }
  for (const { field, start, end, text, why } of verdict.reasons) {
    const original = row[field] ?? '';
    expect(start >= 0 && start < end && end <= original.length).toBe(true);
    expect(original.slice(start, end)).toBe(text);
    expect(why).not.toBe('');
  }
  for (const { value } of contacts) expect(value).not.toBe('');
  expect(verdict.release).toBe(release.id);
}

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...terms) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('。', '，', '\n', ' ', '*', '\u200b', '🔥', '3万一年', '13812345678', '拒绝'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5 }).map((u) => String.fromCharCode(...u)),
  },
);
const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const anyRow: fc.Arbitrary<PostingRow> = fc.record(
  { text: anyText, title: anyText, salary: anyText, company: anyText, agency: anyText, place: anyText },
  { requiredKeys: ['text'] },
);

describe('a verdict', () => {
  it('is sound for any posting: its reasons lie in their fields, its band fits its probability', () => {
    fc.assert(fc.property(anyRow, expectSound), { numRuns: 1000 });
  });

  it('is sound for every labelled posting', () => {
    for (const row of readLabelledPostings()) expectSound(row);
  });

  it('is the same for the same posting and release, whatever was judged before', () => {
    fc.assert(
      fc.property(anyRow, anyRow, (row, other) => {
        const first = judge(row);
        judge(other);
        expect(judge(row)).toEqual(first);
        expect(createJudge(readRelease(file))(row)).toEqual(first);
      }),
      { numRuns: 10 },
    );
  });

  it('rests on title, pay and text alone', () => {
    const row: PostingRow = { title: '项目经理', company: '某某公司', text: '负责现场管理，月薪8000元，双休。' };
    const { probability } = judge(row).verdict;
    // That a company is named counts, as art. 24 asks for it; its name does not.
    expect(
      judge({ ...row, company: '挂靠网', agency: '挂证之家', url: 'guakao', id: '挂靠' }).verdict.probability,
    ).toBe(probability);
    expect(judge({ ...row, salary: '挂靠' }).verdict.probability).toBeGreaterThan(probability);
  });

  const longest = 1_000_000;
  it.each<[string, string]>([
    ['nothing', ''],
    ['one character', '挂'],
    ['one space', ' '],
    ['one megabyte of one character', '挂'.repeat(longest)],
    ['one megabyte of one numeral', '一'.repeat(longest)],
    ['one megabyte of an ambiguous word', '一个'.repeat(longest / 2)],
    ['one megabyte of a term and its negation', '挂靠走开'.repeat(longest / 4)],
    ['one megabyte of digits', '1'.repeat(longest)],
    ['one megabyte of sentence ends', '。'.repeat(longest)],
    ['more than is read', '挂靠'.repeat(longest)],
    ['lone surrogates', '\ud83d挂\ude00靠\udc00\ud800'],
    ['ten thousand zero-width characters', '\u200b'.repeat(10_000)],
    ['ten thousand zero-width characters inside a word', `收${'\u200b'.repeat(10_000)}证`],
    ['bytes that are no text', String.fromCharCode(...Array.from({ length: 4096 }, (_, index) => index % 256))],
    ['every code unit there is', Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join('')],
    ['words that objects know', '__proto__ constructor toString hasOwnProperty'],
  ])('is sound for a text of %s', (_what, text) => {
    expectSound({ text });
    if (text.length <= 100_000) expectSound({ title: text, salary: text, text });
  });

  it('finds a word that ten thousand characters hide, and points at all of them', () => {
    const text = `收${'\u200b'.repeat(10_000)}证，不坐班`;
    const reason = judge({ text }).verdict.reasons.find(({ rule }) => rule === 'rent_named');
    expect(reason?.text).toBe(`收${'\u200b'.repeat(10_000)}证`);
  });

  it('of an ad that offers all a rental ad offers is flagged, with terms, side and contact', () => {
    const { verdict, contacts } = judge({
      title: '收一建市政',
      text: '长期收一级建造师（市政）证书，挂靠两年，转注，3万一年，不坐班，社保唯一，加微信abcdef12，电话138-1234-5678',
    });
    expect(verdict.band).toBe('flagged');
    expect(verdict.categories).toContain('credential_rental');
    expect(verdict.side).toBe('buyer');
    expect(verdict.terms).toMatchObject({
      credential: '一建',
      specialty: '市政',
      registration: 'transfer',
      termMonths: 24,
      pricePerYear: 30_000,
      socialInsurance: 'sole',
      attendance: 'none',
      contact: 'abcdef12',
    });
    expect(contacts.map(({ value }) => value)).toEqual(['abcdef12', '13812345678']);
    expect(verdict.missing).toContain('duties');
  });

  it('of a posting for real work that refuses renting is clear', () => {
    const { verdict } = judge({
      title: '二级建造师（拒绝挂靠）',
      company: '某建设有限公司',
      place: '武汉',
      salary: '9000-12000元/月',
      text: '负责项目现场管理，须到岗，双休，包食宿，面试通过后签合同。拒绝挂靠，非挂证。',
    });
    expect(verdict.band).toBe('clear');
    expect(verdict.side).toBeNull();
  });
});
