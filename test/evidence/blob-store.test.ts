import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeadError, FatalError, InputError } from '../../contracts/errors.js';
import { createFolderBlobStore } from '../../evidence/blob-store.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-blobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const fileOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe('the folder blob store', () => {
  test('gives back any bytes under the name of their SHA-256, whole or in pieces', async () => {
    const store = await createFolderBlobStore(folder);
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
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  test('keeps a blob at ab/cd/abcd… and does not write it a second time', async () => {
    const store = await createFolderBlobStore(folder);
    const { sha256 } = await store.put(bytesOf('挂证'));
    const { ino } = await stat(fileOf(sha256));
    await store.put(bytesOf('挂证'));
    expect((await stat(fileOf(sha256))).ino).toBe(ino);
    expect(await filesIn(folder)).toEqual([sha256]);
  });

  test('the same bytes put twenty times at once are one blob', async () => {
    const store = await createFolderBlobStore(folder);
    const references = await Promise.all(Array.from({ length: 20 }, () => store.put(bytesOf('同'))));
    expect(new Set(references.map((reference) => reference.sha256)).size).toBe(1);
    expect(await filesIn(folder)).toHaveLength(1);
  });

  test('knows what it has', async () => {
    const store = await createFolderBlobStore(folder);
    const { sha256 } = await store.put(bytesOf('a'));
    expect(await store.has(sha256)).toBe(true);
    expect(await store.has(sha256Of(bytesOf('b')))).toBe(false);
    await expect(store.get(sha256Of(bytesOf('b')))).rejects.toMatchObject({ code: 'blob_missing' });
  });

  test('a name that is no SHA-256 reaches no file', async () => {
    const store = await createFolderBlobStore(folder);
    for (const name of ['../../etc/passwd', '', 'A'.repeat(64)]) {
      await expect(store.get(name)).rejects.toBeInstanceOf(InputError);
      await expect(store.has(name)).rejects.toBeInstanceOf(InputError);
    }
  });

  test.each([
    ['changed', (file: string) => writeFile(file, 'x'.repeat(10))],
    ['cut short', (file: string) => truncate(file, 3)],
  ])('a blob that was %s on the disk is reported with its file, never given out as whole', async (_, damage) => {
    const store = await createFolderBlobStore(folder);
    const { sha256 } = await store.put(bytesOf('0123456789'));
    await damage(fileOf(sha256));
    for (const reading of [store.get(sha256), buffer(store.stream(sha256))]) {
      const error: unknown = await reading.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DeadError);
      expect(error).toMatchObject({ code: 'blob_corrupt', message: expect.stringContaining(fileOf(sha256)) });
    }
  });

  test('a stream that fails leaves nothing behind', async () => {
    const store = await createFolderBlobStore(folder);
    async function* failing() {
      yield bytesOf('half');
      throw new Error('connection reset');
    }
    await expect(store.put(failing())).rejects.toThrow('connection reset');
    expect(await filesIn(folder)).toEqual([]);
  });

  test('a large stream does not gather in memory', async () => {
    const store = await createFolderBlobStore(folder);
    const chunk = new Uint8Array(1 << 20).fill(7);
    let most = 0;
    async function* large() {
      for (let index = 0; index < 256; index += 1) {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
        yield chunk;
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    const reference = await store.put(large());
    expect(reference.bytes).toBe(256 << 20);
    expect(most - before).toBeLessThan(64 << 20);
  });

  test('a process killed while it writes leaves no blob, and its part is swept when the store is next opened', async () => {
    const program = fileURLToPath(new URL('programs/put-endless-blob.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = await filesIn(folder);
    expect(left).toEqual(await readdir(join(folder, 'incoming')));
    expect(left).toHaveLength(1);

    await createFolderBlobStore(folder);
    expect(await filesIn(folder)).toEqual([]);
  });

  test('sweeping spares what a living process writes, and takes what is older than an hour', async () => {
    const store = await createFolderBlobStore(folder);
    let proceed: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    async function* slow() {
      yield bytesOf('slow');
      begun();
      await gate;
    }
    const putting = store.put(slow());
    await first;
    const old = join(folder, 'incoming', 'another-host 1 00');
    const young = join(folder, 'incoming', 'another-host 1 01');
    await Promise.all([writeFile(old, 'x'), writeFile(young, 'x')]);
    await utimes(old, 0, 0);

    await createFolderBlobStore(folder);
    const names = await readdir(join(folder, 'incoming'));
    expect(names).toHaveLength(2);
    expect(names).toContain('another-host 1 01');
    expect(names.some((name) => name.startsWith(`${hostname()} ${process.pid} `))).toBe(true);
    proceed();
    await expect(putting).resolves.toEqual({ sha256: sha256Of(bytesOf('slow')), bytes: 4 });
  });
});

const canMount = (() => {
  const probe = mkdtempSync(join(tmpdir(), 'guazheng-test-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
})();

describe.skipIf(!canMount)('a full disk (needs the right to mount a tmpfs)', () => {
  beforeEach(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  });
  afterEach(() => {
    execFileSync('umount', [folder]);
  });

  test('is one clear sentence; no part stays, and what was stored before is whole', async () => {
    const store = await createFolderBlobStore(folder);
    const kept = await store.put(bytesOf('before'));
    const error: unknown = await store.put(new Uint8Array(2 << 20)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FatalError);
    expect(error).toMatchObject({ code: 'disk_full', message: expect.stringContaining(folder) });
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    expect(await store.get(kept.sha256)).toEqual(Buffer.from('before'));
    await expect(store.put(bytesOf('after'))).resolves.toMatchObject({ bytes: 5 });
  });
});
