import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostingRow } from '../../contracts/posting-row.js';
import { contentOf, hashContent } from '../../postings/hash-content.js';

const hash = (row: PostingRow): string => hashContent(contentOf(row));

describe('the hash of what an advertiser wrote', () => {
  it('is the SHA-256 of the canonical JSON of all eight fields', () => {
    // printf '{"agency":"","company":"","headcount":"","place":"","publishedAt":"","salary":"","text":"挂靠","title":""}' | sha256sum
    expect(hash({ text: '挂靠' })).toBe('ce77b94d53c7ec990d6876dd16e04cf16d4fe8676e6d1ba7a80238127ea56f5e');
  });

  it('does not change with what is not theirs: identifier, address, label', () => {
    const row: PostingRow = { title: '收证', text: '挂靠' };
    expect(hash({ ...row, id: '1', url: 'https://jobs.example', label: 'rental', slice: 'plain' })).toBe(hash(row));
    expect(hash({ ...row, company: '' })).toBe(hash(row));
  });

  it('changes with every field, and with the field in which the same words stand', () => {
    const fields = ['title', 'company', 'agency', 'salary', 'place', 'headcount', 'publishedAt'] as const;
    const hashes = [
      hash({ text: '' }),
      hash({ text: '挂靠' }),
      ...fields.map((field) => hash({ text: '', [field]: '挂靠' })),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('exists for any characters at all, over content that can be stored as UTF-8', () => {
    const anything = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.record({ text: anything, title: anything, agency: anything }), (row) => {
        expect(hash(row)).toMatch(/^[0-9a-f]{64}$/);
        for (const value of Object.values(contentOf(row))) {
          expect(value.isWellFormed()).toBe(true);
          expect(value).not.toContain('\u0000');
        }
        expect(contentOf({ ...row, ...contentOf(row) })).toEqual(contentOf(row));
      }),
    );
  });
});
