import { describe, expect, it } from 'vitest';
import { seededDraw } from '../../../classifier/evaluate/random.js';
import { type FixtureRow, reportFixtures } from '../../../scripts/fixture-report/fixture-report.js';

function row(id: string, label: 'rental' | 'genuine', slice: string, text: string): FixtureRow {
  return { id, collection: id.startsWith('f') ? 'frozen' : 'labelled', posting: { id, label, slice, text } };
}
const options = { mask: ({ text }: { text: string }) => text.replace(/\d+/g, '#'), draw: seededDraw(1), sample: 50 };

describe('reportFixtures', () => {
  it('counts the postings of each slice and collection, and those of more than 200 characters', () => {
    const report = reportFixtures(
      [
        row('a', 'rental', 'plain', '𠀀'.repeat(200)),
        row('b', 'rental', 'plain', '甲'.repeat(201)),
        row('f', 'rental', 'bulk', '乙'),
        row('g', 'genuine', 'on_site', '丙'.repeat(300)),
      ],
      options,
    );
    expect(report.rows).toBe(4);
    expect(report.slices).toEqual([
      { slice: 'on_site', label: 'genuine', labelled: 1, frozen: 0, long: 1 },
      { slice: 'bulk', label: 'rental', labelled: 0, frozen: 1, long: 0 },
      { slice: 'plain', label: 'rental', labelled: 2, frozen: 0, long: 1 },
    ]);
    expect(report.longShare).toEqual({ rental: 1 / 3, genuine: 1 });
  });

  it('names texts under both labels once they are masked, also across the two collections', () => {
    const report = reportFixtures(
      [row('a', 'rental', 's', '收证 3万'), row('f', 'genuine', 't', '收证4 万'), row('c', 'rental', 's', '收证两万')],
      options,
    );
    expect(report.labelConflicts).toEqual([{ text: '收证#万', rental: ['a'], genuine: ['f'] }]);
  });

  it('names shared runs of 12 characters by the postings that hold them, numbers included', () => {
    const report = reportFixtures(
      [row('a', 'rental', 's', '一二三四五六七八九十12甲'), row('b', 'rental', 's', '乙一二三四五六七八九十12')],
      options,
    );
    expect(report.sharedRuns).toEqual([{ run: '一二三四五六七八九十12', ids: ['a', 'b'] }]);
  });

  it('names near-duplicates and the highest similarity', () => {
    const text = '市政一建不坐班，';
    const report = reportFixtures(
      [
        row('a', 'rental', 's', `${text}3万`),
        row('b', 'rental', 's', `${text}5万`),
        row('c', 'genuine', 't', '完全两样的话'),
      ],
      options,
    );
    expect(report.nearDuplicates).toEqual([{ ids: ['a', 'b'], similarity: 1 }]);
    expect(report.highestSimilarity).toBe(1);
  });

  it('draws the asked number of different postings, the same for the same seed, each with its neighbour', () => {
    const rows = Array.from({ length: 40 }, (_, n) =>
      row(`r${n}`, 'rental', 's', `${'甲乙丙丁'.charAt(n % 4).repeat(3)}${n}`),
    );
    const drawn = (seed: number) => reportFixtures(rows, { ...options, draw: seededDraw(seed), sample: 10 }).neighbours;
    expect(new Set(drawn(1).map(({ id }) => id)).size).toBe(10);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
    for (const { id, nearest } of drawn(1)) {
      const number = (name: string | null) => Number(name?.slice(1));
      expect(number(nearest) % 4).toBe(number(id) % 4);
      expect(nearest).not.toBe(id);
    }
  });

  it('reports on nothing at all without failing', () => {
    expect(reportFixtures([row('a', 'rental', 's', '')], options)).toMatchObject({
      highestSimilarity: 0,
      neighbours: [{ id: 'a', nearest: null, similarity: 0 }],
    });
  });
});
