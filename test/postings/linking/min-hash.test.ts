import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lshBands } from '../../../postings/linking/lsh-bands.js';
import { agreement, minHash, signatureLength } from '../../../postings/linking/min-hash.js';
import { shingleText } from '../../../postings/linking/shingle-text.js';

const ad =
  '长期收一级建造师证书，专业市政、机电，初始转注均可，社保唯一优先，不坐班不出场，证书费用一年一付，签订聘用合同，诚信合作，中介勿扰。';
const sign = (title: string, text: string) => minHash(shingleText(title, text));

/** Jaccard similarity of the sets of 5-character shingles: what signatures estimate. */
function jaccard(a: string, b: string): number {
  const shingles = (text: string) => new Set(Array.from({ length: text.length - 4 }, (_, i) => text.slice(i, i + 5)));
  const [first, second] = [shingles(a), shingles(b)];
  const common = [...first].filter((shingle) => second.has(shingle)).length;
  return common / (first.size + second.size - common);
}

describe('a MinHash signature', () => {
  it('agrees in about the part that is the Jaccard similarity of the shingles', () => {
    const characters = fc.array(fc.integer({ min: 0x4e00, max: 0x4fff }), {
      minLength: 60,
      maxLength: 200,
      size: 'max',
    });
    const texts = fc.tuple(characters, characters, fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(texts, ([shared, other, part]) => {
        const a = String.fromCharCode(...shared);
        const b = String.fromCharCode(...shared.slice(0, Math.floor(shared.length * part)), ...other);
        // Five standard errors of a proportion over 128.
        expect(Math.abs(agreement(minHash(a), minHash(b)) - jaccard(a, b))).toBeLessThan(0.23);
      }),
      { numRuns: 300 },
    );
  });

  it('is right on average to a hundredth', () => {
    const errors = Array.from({ length: 400 }, (_, n) => {
      const characters = Array.from({ length: 120 }, (_, i) => 0x4e00 + ((n * 7919 + i * i * 31 + i * 17) % 5_000));
      const a = String.fromCharCode(...characters);
      const b = String.fromCharCode(
        ...characters.slice(0, 110),
        ...characters.slice(0, 10).map((code) => code + 6_000),
      );
      return agreement(minHash(a), minHash(b)) - jaccard(a, b);
    });
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.01);
  });

  it('is 128 signed 32-bit values, the same each time', () => {
    const signature = sign('收证', ad);
    expect(signature).toHaveLength(signatureLength);
    expect(sign('收证', ad)).toEqual(signature);
  });

  it('stays what it was: stored signatures are compared with new ones', () => {
    expect(Array.from(sign('收证', ad).slice(0, 4))).toMatchInlineSnapshot(`
      [
        -2139806004,
        -2147225298,
        -2129480814,
        -2142372245,
      ]
    `);
    expect(lshBands(sign('收证', ad)).slice(0, 4)).toMatchInlineSnapshot(`
      [
        1040647174,
        -1242215752,
        1364213657,
        1905715925,
      ]
    `);
  });

  it('does not exist for words too few to be told from another advertiser’s', () => {
    expect(sign('', '')).toHaveLength(0);
    expect(sign('销售', '诚聘销售')).toHaveLength(0);
    expect(agreement(sign('', ''), sign('', ''))).toBe(0);
  });

  it('is made of any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => [0, 128].includes(sign('', text).length)),
    );
  });
});

describe('a copy', () => {
  const original = sign('收一建', `${ad}电话13812345678，微信：zhengshu_wang，QQ 123456，邮箱 a@example.com，3.6万/年`);

  it('with other contacts and another price has the same signature', () => {
    const copy = sign('收一建', `${ad}电话 139-8765-4321，微信：renzheng，QQ 98765432，邮箱 b.c@example.org，4万/年`);
    expect(agreement(original, copy)).toBe(1);
  });

  it('in traditional, full-width, spaced-out characters has the same signature', () => {
    expect(
      agreement(sign('', ad), sign('', ad.replaceAll('级', '級').replaceAll('师', '師').split('').join(' '))),
    ).toBe(1);
  });

  it('with one clause changed still agrees in most', () => {
    const copy = sign('收一建', ad.replace('诚信合作', '长期合作'));
    expect(agreement(sign('收一建', ad), copy)).toBeGreaterThan(0.7);
  });

  it('is told from an ad of other words', () => {
    const other = sign(
      '招聘施工员',
      '负责现场施工管理、进度和质量控制，编制施工日志，配合监理验收；大专以上学历，三年以上经验，月薪八千到一万二。',
    );
    expect(agreement(original, other)).toBeLessThan(0.1);
  });
});

describe('the bands of a signature', () => {
  it('are 16 signed 32-bit values, all different, and none without a signature', () => {
    const bands = lshBands(sign('收证', ad));
    expect(new Set(bands).size).toBe(16);
    for (const band of bands) expect(band).toBe(band | 0);
    expect(lshBands([])).toEqual([]);
  });

  it('differ where the same values stand in another band', () => {
    expect(new Set(lshBands(new Int32Array(128))).size).toBe(16);
  });

  it('change in exactly the band of a changed value', () => {
    const signature = sign('收证', ad);
    fc.assert(
      fc.property(fc.nat(127), fc.integer(), (at, value) => {
        fc.pre(signature[at] !== (value | 0));
        const changed = signature.slice();
        changed[at] = value;
        const differing = lshBands(changed).flatMap((band, index) =>
          band === lshBands(signature)[index] ? [] : [index],
        );
        expect(differing).toEqual([Math.floor(at / 8)]);
      }),
    );
  });
});
