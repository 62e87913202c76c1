import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FatalError, InputError } from '../../contracts/errors.js';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import { folderPlace } from '../../evidence/blobs/folder-place.js';
import { bytesOf, describeBlobStore, sha256Of } from './blob-store-contract.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-blobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describeBlobStore('a blob store in a folder', async () => ({
  store: await createFolderBlobStore(folder),
  placeOf: fileOf,
  overwrite: async (sha256, bytes) => {
    await chmod(fileOf(sha256), 0o600);
    await writeFile(fileOf(sha256), bytes);
  },
  age: (sha256) => utimes(fileOf(sha256), 0, 0),
  contents: () => filesIn(folder),
  close: async () => undefined,
}));

describe('a folder of blobs', () => {
  test('keeps a blob at ab/cd/abcd… and does not write it a second time', async () => {
    const store = await createFolderBlobStore(folder);
    const { sha256 } = await store.put(bytesOf('挂证'));
    const { ino } = await stat(fileOf(sha256));
    await store.put(bytesOf('挂证'));
    expect((await stat(fileOf(sha256))).ino).toBe(ino);
    expect(await filesIn(folder)).toEqual([sha256]);
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

  test('where a store would have to be marked is the same sentence', async () => {
    await writeFile(join(folder, 'filler'), new Uint8Array(2 << 20)).catch(() => undefined);
    const error: unknown = await folderPlace(folder)
      .createMark('{}')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FatalError);
    expect(error).toMatchObject({ code: 'disk_full', message: expect.stringContaining(folder) });
    expect(await filesIn(folder)).toEqual(['filler']);
  });

  test('is not the same as one that is mounted read-only, which is told before any work', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const error: unknown = await folderPlace(folder)
      .readMark()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'blob_store_unusable', message: expect.stringContaining('read-only') });
  });
});
