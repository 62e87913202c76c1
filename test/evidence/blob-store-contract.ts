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
  /** Makes a blob look as if it had been stored days ago, where the store can be told. */
  age(sha256: string): Promise<void>;
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

const tomorrow = () => new Date(Date.now() + 86_400_000);

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

    test('lists every blob once, all or those whose names begin with some digits', async () => {
      const names: string[] = [];
      for (let index = 0; index < 40; index += 1) names.push((await store.put(bytesOf(`blob ${index}`))).sha256);
      names.sort();
      const listed = async (prefix?: string) => {
        const found: string[] = [];
        for await (const sha256 of store.list(prefix)) found.push(sha256);
        return found.sort();
      };
      expect(await listed()).toEqual(names);
      for (const length of [1, 2, 3, 4, 7, 64]) {
        const prefix = (names[5] ?? '').slice(0, length);
        expect(await listed(prefix)).toEqual(names.filter((name) => name.startsWith(prefix)));
      }
    });

    test('deletes a blob, and says that one is gone that was never there', async () => {
      const { sha256 } = await store.put(bytesOf('old'));
      const kept = await store.put(bytesOf('kept'));
      expect(await store.delete(sha256, tomorrow())).toBe(true);
      expect(await store.has(sha256)).toBe(false);
      expect(await store.delete(sha256, tomorrow())).toBe(true);
      expect(await opened.contents()).toEqual([kept.sha256]);
      expect(await store.put(bytesOf('old'))).toEqual({ sha256, bytes: 3 });
      expect((await store.get(sha256)).length).toBe(3);
    });

    test('does not delete what was stored, or stored again, since the moment that is given', async () => {
      const { sha256 } = await store.put(bytesOf('wanted'));
      await opened.age(sha256);
      await store.put(bytesOf('wanted'));
      expect(await store.delete(sha256, new Date(Date.now() - 3_600_000))).toBe(false);
      expect((await store.get(sha256)).length).toBe(6);
    });

    test('a name that is no SHA-256 reaches nothing', async () => {
      for (const wrong of ['../../etc/passwd', '', 'A'.repeat(64), 'store.json']) {
        for (const asking of [
          () => store.get(wrong),
          () => store.has(wrong),
          () => buffer(store.stream(wrong)),
          () => store.delete(wrong, tomorrow()),
        ])
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
