import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FatalError } from '../../../contracts/errors.js';
import { packageManifest, packageSeal } from '../../../contracts/evidence-package.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';
import { openKeys, type SigningKey } from '../../../evidence/keys.js';
import { type PackageInput, writePackage } from '../../../evidence/package/write-package.js';
import { canonicalJson } from '../../../evidence/verify/canonical-json.js';
import { readArchive } from '../../../evidence/verify/zip-archive.js';
import { fullCapture } from '../warc/captured-page.js';
import { packageInput, stampBy } from './package-input.js';

let folder: string;
let out: string;
let file: string;
let blobs: BlobStore;
let key: SigningKey;
let input: PackageInput;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-package-'));
  out = join(folder, 'out');
  await mkdir(out);
  file = join(out, 'package.wacz');
  blobs = await createFolderBlobStore(join(folder, 'blobs'));
  key = (await openKeys(join(folder, 'keys'))).signing;
  input = await packageInput(await fullCapture(blobs), blobs, key);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stamped = (): PackageInput => ({
  ...input,
  facts: { ...input.facts, timestampAuthorities: ['first.example', 'second.example'] },
  stamp: async () => [stampBy('first.example'), stampBy('second.example')],
});
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const thrownBy = (writing: Promise<unknown>): Promise<unknown> => writing.catch((error: unknown) => error);

/** Unpacks by Info-ZIP, and gives the folder. */
async function unpacked(): Promise<string> {
  const to = join(folder, 'unpacked');
  execFileSync('unzip', ['-q', file, '-d', to], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return to;
}

async function asRandomAccess() {
  const bytes = await readFile(file);
  return { size: bytes.byteLength, read: async (at: number, length: number) => bytes.subarray(at, at + length) };
}

describe('a package', () => {
  test('holds its members in a fixed order, stored, and is whole to Info-ZIP and to our strict reader', async () => {
    const { bytes, fileSha256 } = await writePackage(stamped(), file);
    expect(execFileSync('unzip', ['-tq', file], { encoding: 'utf8' })).toContain('No errors');
    const members = await readArchive(await asRandomAccess());
    const stamps = (number: number) =>
      ['response.tsr', 'certificate-1.der', 'certificate-2.der', 'revocation-1.der'].map(
        (name) => `timestamps/${number}/${name}`,
      );
    expect(members.map(({ path }) => path)).toEqual([
      'archive/data.warc.gz',
      'evidence/body.bin',
      'evidence/documents/电子数据提取笔录.pdf',
      'evidence/documents/证据清单.pdf',
      'evidence/record.json',
      'indexes/index.cdx',
      'pages/pages.jsonl',
      'datapackage.json',
      'datapackage-digest.json',
      'manifest.json',
      'manifest.sig',
      ...stamps(1),
      ...stamps(2),
      'seal.json',
    ]);
    expect((await stat(file)).size).toBe(bytes);
    expect(sha256(await readFile(file))).toBe(fileSha256);
    expect(await readdir(out)).toEqual(['package.wacz']);
  });

  test('is the same to the byte each time and in every time zone', async () => {
    const first = await writePackage(stamped(), file);
    const zone = process.env.TZ;
    try {
      process.env.TZ = 'America/New_York';
      const again = { ...stamped(), contents: [...input.contents].reverse() };
      expect(await writePackage(again, join(out, 'again.wacz'))).toEqual(first);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
    expect(execFileSync('cmp', [file, join(out, 'again.wacz')]).byteLength).toBe(0);
  });

  test('lists in datapackage.json what sha256sum finds, under names that Data Package allows', async () => {
    await writePackage(input, file);
    const to = await unpacked();
    const { resources, ...rest } = JSON.parse(await readFile(join(to, 'datapackage.json'), 'utf8'));
    const sums = resources.map(({ path, hash }: { path: string; hash: string }) => `${hash.slice(7)}  ${path}\n`);
    expect(
      execFileSync('sha256sum', ['--check', '--strict', '--status'], { cwd: to, input: sums.join('') }),
    ).toBeDefined();
    expect(resources).toHaveLength(input.contents.length);
    for (const { name, path, bytes } of resources) {
      expect(name).toMatch(/^[a-z0-9._-]+$/);
      expect((await stat(join(to, path))).size).toBe(bytes);
    }
    expect(new Set(resources.map(({ name }: { name: string }) => name)).size).toBe(resources.length);
    expect(rest).toMatchObject({
      profile: 'data-package',
      wacz_version: '1.1.1',
      created: '2026-11-23T02:00:01Z',
      mainPageUrl: input.mainPage.url,
      mainPageDate: input.mainPage.date,
      software: 'guazheng-watch 0.1.0',
    });
    expect(JSON.parse(await readFile(join(to, 'datapackage-digest.json'), 'utf8'))).toEqual({
      path: 'datapackage.json',
      hash: `sha256:${sha256(await readFile(join(to, 'datapackage.json')))}`,
    });
  });

  test('has a canonical manifest over everything before it, in SHA-256 and SM3, and a signature that OpenSSL accepts', async () => {
    const { manifestSha256 } = await writePackage(stamped(), file);
    const to = await unpacked();
    const bytes = await readFile(join(to, 'manifest.json'));
    expect(sha256(bytes)).toBe(manifestSha256);
    const manifest = packageManifest.parse(JSON.parse(bytes.toString()));
    expect(canonicalJson(manifest)).toBe(bytes.toString());
    const paths = manifest.members.map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toHaveLength(input.contents.length + 2);
    for (const [algorithm, field] of [
      ['sha256', 'sha256'],
      ['sm3', 'sm3'],
    ] as const) {
      for (const member of manifest.members) {
        const line = execFileSync('openssl', ['dgst', `-${algorithm}`, '-r', join(to, member.path)], {
          encoding: 'utf8',
        });
        expect(line.slice(0, 64)).toBe(member[field]);
      }
    }
    const pem = join(folder, 'signer.pem');
    await writeFile(pem, key.publicKeyPem);
    const verify = ['pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', pem, '-in', join(to, 'manifest.json')];
    const verified = execFileSync('openssl', [...verify, '-sigfile', join(to, 'manifest.sig')], { encoding: 'utf8' });
    expect(verified).toContain('Signature Verified Successfully');
    expect((await stat(join(to, 'manifest.sig'))).size).toBe(64);
  });

  test('has its signature stamped, and a seal by the same key over what came after the manifest', async () => {
    let asked: Uint8Array | undefined;
    await writePackage(
      {
        ...stamped(),
        stamp: (signature) => {
          asked = signature;
          return stamped().stamp(signature);
        },
      },
      file,
    );
    const to = await unpacked();
    expect(Buffer.from(asked ?? []).equals(await readFile(join(to, 'manifest.sig')))).toBe(true);
    expect(await readFile(join(to, 'timestamps/2/response.tsr'), 'utf8')).toBe('response of second.example');
    const text = await readFile(join(to, 'seal.json'), 'utf8');
    const { signature, ...unsigned } = packageSeal.parse(JSON.parse(text));
    expect(canonicalJson({ ...unsigned, signature })).toBe(text);
    expect(Buffer.from(key.sign(Buffer.from(canonicalJson(unsigned)))).toString('base64')).toBe(signature);
    expect(unsigned.members.map(({ path }) => path)).toEqual(
      [
        'manifest.json',
        'manifest.sig',
        ...(await readdir(join(to, 'timestamps'), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => `timestamps/${entry.parentPath.slice(-1)}/${entry.name}`),
      ].sort(),
    );
    for (const member of unsigned.members) {
      const content = await readFile(join(to, member.path));
      expect([content.byteLength, sha256(content)]).toEqual([member.bytes, member.sha256]);
    }
  });

  test('replaces an older file of its name only when it is whole', async () => {
    await writeFile(file, 'older');
    const failing = { ...stamped(), stamp: () => Promise.reject(new Error('no answer')) };
    await expect(writePackage(failing, file)).rejects.toThrow('no answer');
    expect(await readFile(file, 'utf8')).toBe('older');
    await writePackage(stamped(), file);
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
  });
});

describe('no file is left', () => {
  afterEach(async () => expect(await readdir(out)).toEqual([]));

  test('when a timestamp is missing that the manifest promises', async () => {
    const lacking = { ...stamped(), stamp: async () => [stampBy('first.example')] };
    await expect(writePackage(lacking, file)).rejects.toMatchObject({
      code: 'timestamps_missing',
      message: expect.stringContaining('second.example'),
    });
    await expect(writePackage({ ...stamped(), stamp: async () => [] }, file)).rejects.toMatchObject({
      code: 'timestamps_missing',
    });
  });

  test('when the archive in the store was cut off or is gone', async () => {
    const archive = input.contents.find(({ path }) => path === 'archive/data.warc.gz')?.content;
    if (archive === undefined || archive instanceof Uint8Array) throw new Error('The archive is in no blob');
    const name = archive.sha256;
    const blob = join(folder, 'blobs', name.slice(0, 2), name.slice(2, 4), name);
    await chmod(blob, 0o600);
    const handle = await open(blob, 'r+');
    await handle.truncate(archive.bytes - 1);
    await handle.close();
    await expect(writePackage(input, file)).rejects.toMatchObject({ code: 'blob_corrupt' });
    await rm(blob);
    await expect(writePackage(input, file)).rejects.toMatchObject({ code: 'blob_missing' });
  });

  test('when the caller names a member twice, one that is written anyway, or a path that no package may hold', async () => {
    const [content] = input.contents;
    for (const path of ['archive/data.warc.gz', 'manifest.json', 'timestamps/9/response.tsr', '../up', '/root'])
      await expect(
        writePackage(
          { ...input, contents: [...input.contents, { path, content: content?.content ?? Buffer.from('') }] },
          file,
        ),
      ).rejects.toMatchObject({ code: 'package_invalid' });
  });
});

test('a folder that does not exist is one sentence that names the file', async () => {
  const error = await thrownBy(writePackage(input, join(folder, 'none', 'package.wacz')));
  expect(error).toMatchObject({
    code: 'file_unwritable',
    message: expect.stringMatching(/none\/package\.wacz.*does not exist/),
  });
});

test('a writer that is killed leaves nothing under the final name', async () => {
  const program = fileURLToPath(new URL('programs/write-endless-package.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const left = await readdir(out);
  expect(left).toHaveLength(1);
  expect(left[0]).toMatch(/^\.package\.wacz\.[0-9a-f]{12}\.partial$/);
});

test.runIf(process.env.GUAZHENG_FAULTS === 'long')(
  'a page of 200 MB is archived, indexed and packed within 300 MB of memory',
  async () => {
    const program = fileURLToPath(new URL('programs/write-large-package.ts', import.meta.url));
    const said = execFileSync(process.execPath, ['--import', 'tsx', program, folder], { encoding: 'utf8' });
    expect((await stat(join(folder, 'large.wacz'))).size).toBeGreaterThan(200 << 20);
    expect(Number(said)).toBeLessThan(300_000);
  },
);

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
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', out]);
  });
  afterEach(() => {
    execFileSync('umount', [out]);
  });

  test('is one sentence, leaves no file, and closes what was read', async () => {
    const large = await blobs.put(Buffer.alloc(4 << 20, 'large'));
    const contents = [...input.contents, { path: 'evidence/film.webm', content: large }];
    let reading = 0;
    const counting = {
      async *stream(name: string): AsyncGenerator<Uint8Array> {
        reading++;
        try {
          yield* blobs.stream(name);
        } finally {
          reading--;
        }
      },
    };
    const error = await thrownBy(writePackage({ ...input, contents, blobs: counting }, file));
    expect(error).toBeInstanceOf(FatalError);
    expect(error).toMatchObject({ code: 'disk_full', message: expect.stringContaining(out) });
    expect(await readdir(out)).toEqual([]);
    await expect.poll(() => reading).toBe(0);
    await writePackage(await packageInput(await fullCapture(blobs), blobs, key), file);
    expect(await readdir(out)).toEqual(['package.wacz']);
  });
});
