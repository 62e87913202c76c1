import { describe, expect, it } from 'vitest';
import type { NgramScores, Passage } from '../../classifier/bayes/score-texts.js';
import {
  createAccusation,
  createFeatureReader,
  featuresOf,
  isTelling,
  shareOfLong,
} from '../../classifier/features.js';
import { checkLexicon, readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { facts } from '../../classifier/lexicon/schema.js';
import { createPostingReader } from '../../classifier/read-posting.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { projectFile } from './labelled-postings.js';

const group = { meaning: 'm', source: 's' };
const rule = { why: 'w', source: 's' };
const lexicon = checkLexicon(
  {
    version: '1',
    substitutes: [],
    negation: { before: ['拒绝'], after: ['勿扰'], reach: 3 },
    groups: [
      { ...group, id: 'rent_word', terms: ['挂靠'], negatable: true },
      { ...group, id: 'credential', terms: ['二建'] },
      { ...group, id: 'subject', terms: ['证'] },
    ],
    rules: [
      { ...rule, id: 'rent_named', category: 'credential_rental', all: ['rent_word'], weight: 2.5 },
      { ...rule, id: 'says_no_renting', all: ['negated'], weight: -3 },
      { ...rule, id: 'no_duties', category: 'false_job', all: ['missing_duties'], weight: 0.5 },
    ],
  },
  'a test',
);
const read = createPostingReader(lexicon);
const features = featuresOf(lexicon);
const featuresIn = createFeatureReader(lexicon);

const passage = (score: number, end = 5): Passage => ({ text: 0, start: 0, end, score });
const scores = (given: { bayes?: number; logistic?: number; passages?: number; end?: number } = {}): NgramScores => ({
  bayes: given.bayes ?? 0,
  logistic: given.logistic ?? 0,
  bayesPassage: passage(given.passages ?? 0, given.end),
  logisticPassage: passage(given.passages ?? 0, given.end),
});
const scoreNames = ['bayes_whole', 'bayes_passage', 'ngrams_whole', 'ngrams_passage'];
const valuesOf = (row: PostingRow, of = scores()): Record<string, number> => {
  const vector = featuresIn(read(row), of);
  expect(vector).toHaveLength(features.length);
  return Object.fromEntries(features.map(({ name }, index) => [name, vector[index] ?? Number.NaN]));
};

describe('the features of a lexicon', () => {
  it('are its rules, what may be found, what may be missing and the scores, each name once', () => {
    expect(features.map(({ name }) => name)).toEqual([
      ...['rent_named', 'says_no_renting', 'no_duties'],
      ...['found:rent_word', 'found:credential', 'found:subject'],
      ...Object.keys(facts)
        .filter((fact) => !fact.startsWith('missing_'))
        .map((fact) => `found:${fact}`),
      ...['employer', 'headcount', 'conditions', 'duties', 'place', 'pay'].map((element) => `missing:${element}`),
      'length',
      ...scoreNames.flatMap((name) => [`${name}:short`, `${name}:long`]),
    ]);
    const own = featuresOf(readLexicon(projectFile('classifier/lexicon'))).map(({ name }) => name);
    expect(new Set(own).size).toBe(own.length);
  });

  it('let a group keep to the side that its words lean to', () => {
    const groups = lexicon.groups.map((each) => ({
      ...each,
      leaning: each.id === 'subject' ? ('genuine' as const) : ('rental' as const),
    }));
    const signs = new Map(featuresOf({ ...lexicon, groups }).map(({ name, sign }) => [name, sign]));
    expect([signs.get('found:rent_word'), signs.get('found:subject'), signs.get('found:contact')]).toEqual([1, -1, 0]);
  });

  it('let a rule keep its side, scores and missing elements speak only for a rental ad, and single finds be free', () => {
    const byName = new Map(features.map((feature) => [feature.name, feature]));
    expect(byName.get('rent_named')).toMatchObject({ sign: 1, weight: 2.5 });
    expect(byName.get('says_no_renting')).toMatchObject({ sign: -1, weight: -3 });
    for (const name of scoreNames.flatMap((each) => [`${each}:short`, `${each}:long`])) {
      expect(byName.get(name)?.sign).toBe(1);
      expect(byName.get(name)?.weight).toBeGreaterThan(0);
    }
    for (const { name, sign, weight, precision } of features) {
      expect(precision).toBeGreaterThan(0);
      if (name.startsWith('found:')) expect([name, sign, weight]).toEqual([name, 0, 0]);
      if (name.startsWith('missing:')) expect([name, sign, weight]).toEqual([name, 1, 0]);
    }
  });
});

describe('the vector of a posting', () => {
  it('has a one for what is there and a zero for what is not', () => {
    expect(valuesOf({ title: '挂靠', text: '二建' })).toMatchObject({
      rent_named: 1,
      says_no_renting: 0,
      no_duties: 1,
      'found:rent_word': 1,
      'found:credential': 1,
      'found:subject': 0,
      'found:negated': 0,
      'found:contact': 0,
      'missing:duties': 1,
      'missing:place': 1,
    });
    expect(
      valuesOf({ text: '拒绝挂靠，负责施工，武汉市，月薪8000元，电话13812345678', company: '某公司' }),
    ).toMatchObject({
      rent_named: 0,
      says_no_renting: 1,
      no_duties: 0,
      'found:rent_word': 0,
      'found:negated': 1,
      'found:market_pay': 1,
      'found:contact': 1,
      'missing:duties': 0,
      'missing:employer': 0,
      'missing:place': 0,
      'missing:pay': 0,
    });
  });

  it('has each score in its place, none beyond twelve', () => {
    const given = { bayes: 1, logistic: 2, bayesPassage: passage(3), logisticPassage: passage(4) };
    const short = {
      'bayes_whole:short': 1,
      'bayes_passage:short': 3,
      'ngrams_whole:short': 2,
      'ngrams_passage:short': 4,
    };
    const long = { 'bayes_whole:long': 1, 'bayes_passage:long': 3, 'ngrams_whole:long': 2, 'ngrams_passage:long': 4 };
    const none = (values: object) => Object.fromEntries(Object.keys(values).map((name) => [name, 0]));
    expect(valuesOf({ text: '一' }, given)).toMatchObject({ ...short, ...none(long), length: 0 });
    expect(valuesOf({ text: '一'.repeat(300) }, given)).toMatchObject({ ...none(short), ...long, length: 1 });
    expect(valuesOf({ text: '一' }, scores({ bayes: 1e6, logistic: -1e6, passages: 12.5 }))).toMatchObject({
      'bayes_whole:short': 12,
      'ngrams_whole:short': -12,
      'bayes_passage:short': 12,
      'ngrams_passage:short': 12,
    });
  });

  it('shares each score between short and long by the logarithm of the length', () => {
    // Half-way between 60 and 300 by the logarithm.
    const text = '一'.repeat(Math.round(Math.sqrt(60 * 300)));
    const values = valuesOf({ text }, scores({ bayes: 4 }));
    expect(values.length).toBeCloseTo(0.5, 2);
    expect(values['bayes_whole:short']).toBeCloseTo(2, 1);
    expect(values['bayes_whole:long']).toBeCloseTo(2, 1);
    expect(shareOfLong(['一'.repeat(60)])).toBe(0);
    expect(shareOfLong(['一'.repeat(150), '一'.repeat(150)])).toBe(1);
    expect(shareOfLong(['一'.repeat(1e6)])).toBe(1);
  });

  it('is not spoken for by the length of an honest whole', () => {
    expect(valuesOf({ text: '一' }, scores({ bayes: -9 }))).toMatchObject({ 'bayes_whole:short': -2 });
    expect(valuesOf({ text: '一' }, scores({ bayes: -1.5 }))).toMatchObject({ 'bayes_whole:short': -1.5 });
    expect(valuesOf({ text: '一'.repeat(900) }, scores({ bayes: -9 }))).toMatchObject({ 'bayes_whole:long': -2 });
  });

  it('holds finite numbers for postings of nothing', () => {
    for (const row of [{ text: '' }, { text: '\u200b' }, { title: '', salary: '', text: '' }, { text: '\ud83d' }])
      expect([...featuresIn(read(row), scores())].every(Number.isFinite)).toBe(true);
  });
});

describe('something to point at', () => {
  const accusing = checkLexicon(
    {
      ...lexicon,
      groups: [
        ...lexicon.groups,
        { ...group, id: 'no_attendance', terms: ['不用到岗'] },
        { ...group, id: 'real_job', terms: ['面试'] },
      ],
      rules: [
        ...lexicon.rules,
        {
          ...rule,
          id: 'without_attendance',
          category: 'credential_rental',
          all: ['credential', 'no_attendance'],
          weight: 1,
        },
        {
          ...rule,
          id: 'at_rent_price',
          category: 'credential_rental',
          all: ['rent_sized_year'],
          any: ['subject'],
          weight: 1,
        },
        { ...rule, id: 'with_contact', category: 'credential_rental', all: ['rent_word', 'contact'], weight: 1 },
        { ...rule, id: 'recruits', all: ['real_job'], weight: -1 },
      ],
    },
    'a test',
  );
  const read = createPostingReader(accusing);
  const isAccused = createAccusation(accusing);

  it('is a rule with a category', () => {
    expect(isAccused(read({ text: '挂靠' }), scores())).toBe(true);
    expect(isAccused(read({ text: '拒绝挂靠，负责施工' }), scores())).toBe(false);
  });

  it('is a passage that tells, in a posting that speaks of something that accusing rules look for', () => {
    const telling = scores({ passages: 0.3 });
    expect(isAccused(read({ text: '负责施工，二建' }), telling)).toBe(true);
    expect(isAccused(read({ text: '负责施工，证在手' }), telling)).toBe(true);
    expect(isAccused(read({ text: '您那边照常，人不用到岗' }), telling)).toBe(true);
    expect(isAccused(read({ text: '一年3万' }), telling)).toBe(true);
    expect(isAccused(read({ text: '负责施工' }), telling)).toBe(false);
    // A telephone number or an honest word is in any advertisement.
    expect(isAccused(read({ text: '负责发放低息贷款，电话13800000000，面试' }), telling)).toBe(false);
    expect(isAccused(read({ text: '负责施工，二建' }), scores({ passages: 0.29 }))).toBe(false);
    // Bayes alone shows no passage, so it accuses of none.
    expect(isAccused(read({ text: '负责施工，二建' }), { ...scores(), bayesPassage: passage(9) })).toBe(false);
  });

  it('is no passage of nothing', () => {
    expect(isTelling(passage(9, 0))).toBe(false);
    expect(isTelling(passage(9))).toBe(true);
    expect(isTelling(passage(0.29))).toBe(false);
  });
});
