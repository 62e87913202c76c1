import { describe, expect, test } from 'vitest';
import { measureClassifier } from '../../bench/classifier/bench-classifier.js';
import { BigramFloor, fnv1a } from '../../bench/classifier/bigram-floor.js';
import { naturalOf } from '../../bench/classifier/natural-model.js';
import { textsOfLength } from '../../bench/classifier/texts-of-length.js';
import { scoreKeywords } from '../../bench/keyword-baseline.js';

describe('npm run bench -- classifier', () => {
  test('checks its results, and gives every figure that scripts read as a finite number', async () => {
    const told: string[] = [];
    const extent = { rounds: 2, roundMilliseconds: 10, textsOfARound: 4 };
    const figures = await measureClassifier(extent, (line) => told.push(line));
    expect(Object.keys(figures)).toEqual([
      'verdictsPerSecond',
      'naturalPerSecond',
      'floorPerSecond',
      'ratioToNatural',
      'ratioToFloor',
      'twoCoreRatio',
      'meanCharacters',
      'texts',
      'rounds',
      'vocabulary',
      'naturalUndecidedShare',
      'keywordRecall',
      'keywordFalsePositiveRate',
      'release',
      'node',
      'cpus',
      'cpuModel',
    ]);
    for (const [key, value] of Object.entries(figures)) {
      if (!['release', 'node', 'cpuModel'].includes(key)) expect(Number.isFinite(value), key).toBe(true);
    }
    expect(figures).toMatchObject({ texts: 8, rounds: 2 });
    expect(told).toHaveLength(3);
  });
});

describe('the key words', () => {
  test('are looked for in title, pay and text, and counted for each label by itself', () => {
    const rental = { label: 'rental', text: '急' } as const;
    const genuine = { label: 'genuine', text: '招聘施工员，常驻现场' } as const;
    const postings = [
      { ...rental, title: '二建挂靠' },
      { ...rental, salary: '年付两万' },
      rental,
      rental,
      genuine,
      { ...genuine, text: '严禁挂证' },
    ];
    expect(scoreKeywords(postings)).toEqual({ recall: 0.5, falsePositiveRate: 0.5 });
  });
});

describe('texts of one length', () => {
  const posting = (label: 'rental' | 'genuine', text: string) => ({ label, text });

  test('are near it, rental and genuine by turns, and end with a sentence where one ends nearby', () => {
    const short = Array.from({ length: 200 }, (_, index) =>
      posting(index % 2 === 0 ? 'rental' : 'genuine', index % 2 === 0 ? '租一句话。' : '招一句话！再来一句？'),
    );
    const texts = textsOfLength(short, 100, 6);
    expect(texts).toHaveLength(6);
    expect(texts.map((text) => text[0])).toEqual(['租', '招', '租', '招', '租', '招']);
    for (const text of texts) {
      expect(Math.abs(text.length - 100)).toBeLessThanOrEqual(5);
      expect(text.trimEnd()).toMatch(/[。！？]$/);
    }
  });

  test('are cut where no sentence ends, and not made of what is left over', () => {
    expect(textsOfLength([posting('rental', '字'.repeat(1000)), posting('genuine', '短。')], 100, 9)).toEqual([
      '字'.repeat(105),
    ]);
  });
});

describe('the floor', () => {
  test('makes one FNV-1a hash for each pair of neighbours of the compatibility form', () => {
    // RFC 9923: the hash of the bytes «foob».
    expect(fnv1a(0x6f66, 0x626f)).toBe(0x3f5076ef);
    const floor = new BigramFloor();
    for (const text of ['', '㎏', 'ａb']) floor.hash(text);
    // «㎏» becomes «kg», «ａ» becomes «a».
    expect([floor.count, floor.mixed >>> 0]).toEqual([2, (fnv1a(0x6b, 0x67) ^ fnv1a(0x61, 0x62)) >>> 0]);
  });
});

describe('natural with given counts', () => {
  test('tells labels apart by them, a token that is a bare digit among them', () => {
    const natural = naturalOf({
      smoothing: 0.5,
      tokens: ['挂', '0', '聘'],
      rentalDocuments: 10,
      genuineDocuments: 10,
      rentalCounts: [9, 1, 1],
      genuineCounts: [1, 9, 9],
    });
    expect([['挂'], ['0'], ['聘', '0']].map((tokens) => natural.classify(tokens))).toEqual([
      'rental',
      'genuine',
      'genuine',
    ]);
    // (documents + 1) / (all + 1) × (count + smoothing) / (documents + 1)
    expect(natural.getClassifications(['挂'])[0]?.value).toBeCloseTo((11 / 21) * (9.5 / 11), 12);
  });
});
