import { createHash } from 'node:crypto';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../evidence/verify/crc32.js';
import { sm3 } from '../../../evidence/verify/sm3.js';

const hashOf = (...pieces: Uint8Array[]) => {
  const hash = sm3();
  for (const piece of pieces) hash.update(piece);
  return bytesToHex(hash.digest());
};

describe('sm3', () => {
  test('gives what GB/T 32905-2016 gives for its two examples', () => {
    expect(hashOf(Buffer.from('abc'))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(hashOf(Buffer.from('abcd'.repeat(16)))).toBe(
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    );
  });

  test('gives what OpenSSL gives, however the bytes come in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (pieces) => {
        expect(hashOf(...pieces)).toBe(createHash('sm3').update(Buffer.concat(pieces)).digest('hex'));
      }),
      { numRuns: 500 },
    );
  });

  test('pads right at every length around its blocks', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Buffer.alloc(length, length);
      expect(hashOf(bytes), `${length}`).toBe(createHash('sm3').update(bytes).digest('hex'));
    }
  });
});

test('crc32 gives the check value of its polynomial, and goes on where it stopped', () => {
  expect(crc32(0, Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(crc32(0, Buffer.from('1234')), Buffer.from('56789'))).toBe(0xcbf43926);
});
