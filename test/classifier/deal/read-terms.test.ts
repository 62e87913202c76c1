import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSide, readTerms } from '../../../classifier/deal/read-terms.js';
import { checkLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import { createPostingReader } from '../../../classifier/read-posting.js';
import type { PostingRow } from '../../../contracts/posting-row.js';
import { type DealTerms, dealTerms } from '../../../contracts/verdict.js';

const group = { meaning: 'm', source: 's' };
const read = createPostingReader(
  checkLexicon(
    {
      version: '1',
      substitutes: [],
      negation: { before: ['拒绝'], after: ['勿扰'], reach: 3 },
      groups: [
        { ...group, id: 'credential', terms: ['二建', '建造师', '一级建造师', '岩土'] },
        { ...group, id: 'rent_word', terms: ['挂靠'] },
        { ...group, id: 'holder_offer', terms: ['本人有证'] },
        { ...group, id: 'no_attendance', terms: ['不坐班'] },
        { ...group, id: 'attendance_required', terms: ['全职到岗'] },
      ],
      rules: [{ id: 'r', why: 'w', source: 's', all: ['credential'], weight: 1 }],
    },
    'a test',
  ),
);
function termsOf(row: PostingRow): DealTerms {
  const posting = read(row);
  return readTerms(posting.fields, posting, posting.facts);
}
const sideOf = (text: string) => readSide(read({ text }).findings);

describe('the terms of a deal', () => {
  it('are what the words say, of title, salary and text together', () => {
    expect(
      termsOf({
        title: '收一级建造师',
        salary: '3-4万/年',
        text: '市政专业，转注，签两年，社保唯一，不坐班，湖北，加电话13812345678',
      }),
    ).toEqual({
      credential: '一级建造师',
      specialty: '市政',
      registration: 'transfer',
      termMonths: 24,
      pricePerYear: 35_000,
      socialInsurance: 'sole',
      attendance: 'none',
      province: '湖北',
      contact: '13812345678',
    });
  });

  it('are none where nothing is said', () => {
    for (const text of ['', ' ', '\n', '。', '工作', '\u200b']) expect(termsOf({ text })).toEqual({});
  });

  it('name no specialty without a credential', () => {
    expect(termsOf({ text: '市政工程' })).toEqual({});
    expect(termsOf({ text: '市政二建' })).toMatchObject({ credential: '二建', specialty: '市政' });
  });

  it('name the whole credential, and the first', () => {
    expect(termsOf({ text: '一级建造师、二建' }).credential).toBe('一级建造师');
    expect(termsOf({ text: '二建、一级建造师' }).credential).toBe('二建');
  });

  it.each<[string, number | undefined]>([
    ['签一年', 12],
    ['合同期两年', 24],
    ['聘期3年', 36],
    ['挂靠5年', 60],
    ['为期十二个月', 12],
    ['签24个月', 24],
    ['期限三十六月', 36],
    ['签6个月', 6],
    ['签0年', undefined],
    ['签0个月', undefined],
    ['签字以后再面谈一年', undefined],
    ['一年', undefined],
  ])('read «%s» as %s months', (text, months) => {
    expect(termsOf({ text }).termMonths).toBe(months);
  });

  it.each<[string, DealTerms['socialInsurance']]>([
    ['社保唯一', 'sole'],
    ['唯一参保', 'sole'],
    ['社保非唯一', 'not_sole'],
    ['社保不唯一', 'not_sole'],
    ['无社保', 'none'],
    ['不看社保', 'none'],
    ['缴纳社会保险', 'required'],
    ['唯一', undefined],
  ])('read «%s» as social insurance %s', (text, insurance) => {
    expect(termsOf({ text }).socialInsurance).toBe(insurance);
  });

  it.each<[string, DealTerms['attendance']]>([
    ['不坐班', 'none'],
    ['不坐班，偶尔出场', 'occasional'],
    ['不坐班，配合检查', 'occasional'],
    ['全职到岗', 'full'],
    ['不坐班，全职到岗', 'none'],
    ['出场', undefined],
  ])('read «%s» as attendance %s', (text, attendance) => {
    expect(termsOf({ text }).attendance).toBe(attendance);
  });

  it('read the first way of registering that is named, 初始 before 转注', () => {
    expect(termsOf({ text: '初始' }).registration).toBe('initial');
    expect(termsOf({ text: '转注' }).registration).toBe('transfer');
    expect(termsOf({ text: '转注或初始' }).registration).toBe('initial');
  });

  it('take a price by the year, never by the month or the day', () => {
    expect(termsOf({ text: '5000元/月，300元/天' }).pricePerYear).toBeUndefined();
    expect(termsOf({ text: '5000元/月，2.6万/年' }).pricePerYear).toBe(26_000);
  });

  it('fit their schema for any posting', () => {
    const piece = fc.constantFrom(
      ...[
        '二建',
        '岩土',
        '市政',
        '签',
        '合同',
        '挂',
        '0',
        '1',
        '二',
        '十二',
        '年',
        '个月',
        '万',
        '/',
        '社保',
        '唯一',
        '无社保',
      ],
      ...[
        '不坐班',
        '检查',
        '转注',
        '湖北',
        '13812345678',
        'qq12345678',
        '一',
        '半',
        '每季度',
        '，',
        '\u200b',
        '\ud83d',
      ],
    );
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (salary, body) => {
        const terms = termsOf({ salary, text: body });
        expect(dealTerms.parse(terms)).toEqual(terms);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('who speaks', () => {
  it('is the holder who offers, the broker of many credentials, or else the buyer', () => {
    expect(sideOf('本人有证，二建')).toBe('holder');
    expect(sideOf('二建')).toBe('buyer');
    expect(sideOf('挂靠')).toBe('buyer');
    expect(sideOf('招聘保洁')).toBeNull();
    expect(sideOf('')).toBeNull();
  });

  it('is the broker from eight credentials on, whoever it says it is', () => {
    expect(sideOf('二建。'.repeat(8))).toBe('broker');
    expect(sideOf('二建。'.repeat(7))).toBe('buyer');
    expect(sideOf(`本人有证。${'二建。'.repeat(6)}`)).toBe('holder');
    expect(sideOf(`本人有证。${'二建。'.repeat(7)}`)).toBe('buyer');
    expect(sideOf(`本人有证。${'二建。'.repeat(8)}`)).toBe('broker');
  });
});
