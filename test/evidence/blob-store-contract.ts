import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeadError, InputError } from '../../contracts/errors.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';

/** A store of one test, and what a test needs to look behind it. */
export interface OpenedStore {
  readonly store: BlobStore;
  /** How errors name a blob. */
  placeOf(sha256: string): string;
  /** Puts other bytes in its place, as a failing disk would. */
  overwrite(sha256: string, bytes: Uint8Array): Promise<void>;
  /** Names of the blobs that are in it, and of anything else that lies there or was left elsewhere. */
  contents(): Promise<string[]>;
  close(): Promise<void>;
}

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
export const bytesOf = (text: string) => new TextEncoder().encode(text);
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
/** Longer than what a store keeps in memory before it knows the name. */
export const longContents = (fill: number) => Buffer.alloc(9 << 20, `${fill} 挂证 `);

/** What every blob store has to do. */
export function describeBlobStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    let store: BlobStore;
    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    test('gives back any bytes under the name of their SHA-256, whole or in pieces', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
          const reference = { sha256: sha256Of(bytes), bytes: bytes.length };
          expect(await store.put(inPieces(bytes, size))).toEqual(reference);
          expect(await store.put(bytes)).toEqual(reference);
          expect(Buffer.compare(await store.get(reference.sha256), bytes)).toBe(0);
          expect(Buffer.compare(await buffer(store.stream(reference.sha256)), bytes)).toBe(0);
        }),
        { numRuns: 30 },
      );
    });

    test('stores contents that are long, and leaves nothing beside them', async () => {
      const bytes = longContents(1);
      const { sha256 } = await store.put(inPieces(bytes, 100_000));
      expect(sha256).toBe(sha256Of(bytes));
      expect((await buffer(store.stream(sha256))).equals(bytes)).toBe(true);
      expect(await opened.contents()).toEqual([sha256]);
    });

    test('the same bytes put twenty times at once are one blob', async () => {
      const references = await Promise.all(Array.from({ length: 20 }, () => store.put(bytesOf('同'))));
      expect(references).toEqual(references.map(() => ({ sha256: sha256Of(bytesOf('同')), bytes: 3 })));
      expect(await opened.contents()).toEqual([sha256Of(bytesOf('同'))]);
    });

    test('knows what it has', async () => {
      const { sha256 } = await store.put(bytesOf('a'));
      expect(await store.has(sha256)).toBe(true);
      expect(await store.has(sha256Of(bytesOf('b')))).toBe(false);
    });

    test('a blob that is missing is named, however it is asked for', async () => {
      const sha256 = sha256Of(bytesOf('b'));
      for (const read of [() => store.get(sha256), () => buffer(store.stream(sha256))]) {
        const error: unknown = await read().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(DeadError);
        expect(error).toMatchObject({ code: 'blob_missing', message: expect.stringContaining(opened.placeOf(sha256)) });
      }
    });

    test('a name that is no SHA-256 reaches nothing', async () => {
      for (const wrong of ['../../etc/passwd', '', 'A'.repeat(64), 'store.json']) {
        for (const asking of [() => store.get(wrong), () => store.has(wrong), () => buffer(store.stream(wrong))])
          await expect(async () => asking()).rejects.toBeInstanceOf(InputError);
      }
    });

    test.each([
      ['changed', 'x'.repeat(10)],
      ['cut short', '012'],
      ['emptied', ''],
    ])('a blob that was %s is reported by name, never given out as whole', async (_, damaged) => {
      const { sha256 } = await store.put(bytesOf('0123456789'));
      await opened.overwrite(sha256, bytesOf(damaged));
      for (const read of [() => store.get(sha256), () => buffer(store.stream(sha256))]) {
        const error: unknown = await read().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(DeadError);
        expect(error).toMatchObject({ code: 'blob_corrupt', message: expect.stringContaining(opened.placeOf(sha256)) });
      }
    });

    test.each([
      ['a short', bytesOf('half')],
      ['a long', longContents(2)],
    ])('%s stream that fails leaves nothing behind, and its own error is told', async (_, half) => {
      async function* failing() {
        yield half;
        throw new Error('connection reset');
      }
      await expect(store.put(failing())).rejects.toThrow('connection reset');
      expect(await opened.contents()).toEqual([]);
    });

    test('a reader that stops early disturbs nobody', async () => {
      const { sha256 } = await store.put(longContents(3));
      for await (const chunk of store.stream(sha256)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await store.get(sha256)).length).toBe(9 << 20);
    });

    test('a large stream does not gather in memory', async () => {
      const chunk = new Uint8Array(1 << 20).fill(7);
      let most = 0;
      async function* large() {
        for (let index = 0; index < 256; index += 1) {
          most = Math.max(most, process.memoryUsage().arrayBuffers);
          yield chunk;
        }
        throw new Error('enough');
      }
      const before = process.memoryUsage().arrayBuffers;
      await expect(store.put(large())).rejects.toThrow('enough');
      expect(most - before).toBeLessThan(64 << 20);
      expect(await opened.contents()).toEqual([]);
    });
  });
}
