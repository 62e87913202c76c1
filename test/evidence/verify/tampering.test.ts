import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packagePaths } from '../../../contracts/evidence-package.js';
import type { SigningKey } from '../../../evidence/keys.js';
import { sealOf } from '../../../evidence/package/seal.js';
import { storedZip, type ZipEntry } from '../../../evidence/package/stored-zip.js';
import { verifyPackage } from '../../../evidence/verify/verify-package.js';
import { readArchive } from '../../../evidence/verify/zip-archive.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import {
  inMemory,
  makePackage,
  newKey,
  type PackageParts,
  recentParts,
  sampleParts,
  sampleWarc,
} from './package-fixture.js';
import { stampWith } from './stamp-with.js';

let authority: TimestampAuthority;
let early: TimestampAuthority;
beforeAll(async () => {
  // Its clock stands an hour before the end of the capture.
  const back = -3 * 3_600_000 - 60_000;
  [authority, early] = await Promise.all([
    startTimestampAuthority(),
    startTimestampAuthority({ genTimeOffset: back, name: 'Early' }),
  ]);
});
afterAll(() => Promise.all([authority?.close(), early?.close()]));

type Members = Map<string, Buffer>;

function stampedParts(by = authority): PackageParts {
  const parts = recentParts();
  parts.facts.timestampAuthorities = [by.url];
  parts.stamp = (signature) => stampWith(by, signature);
  return parts;
}

async function unpack(zip: Buffer): Promise<Members> {
  const members = await readArchive(inMemory(zip));
  return new Map(members.map(({ path, offset, bytes }) => [path, zip.subarray(offset, offset + bytes)]));
}

function pack(members: Members): Promise<Buffer> {
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const [path, content] of members) yield { path, content };
  }
  return buffer(storedZip(entries(), new Date(0)));
}

/** As whoever has the key could: what comes after the manifest is sealed anew. */
function seal(members: Members, key: SigningKey): void {
  const after = [...members].filter(
    ([path]) => path === packagePaths.manifest || path === packagePaths.signature || path.startsWith('timestamps/'),
  );
  members.set(packagePaths.seal, Buffer.from(sealOf('package-1', new Map(after), key)));
}

async function codesOf(zip: Buffer, trust = [authority]): Promise<string[]> {
  const report = await verifyPackage(inMemory(zip), { trustAnchors: trust.map(({ caPem }) => caPem) });
  return [...new Set(report.checks.flatMap(({ ok, code }) => (ok === true || code === undefined ? [] : [code])))];
}

/** What is wrong with the package first, after a change to its members; the same without the change is valid. */
async function firstAfter(change: (members: Members, parts: PackageParts) => void | Promise<void>): Promise<string> {
  const parts = stampedParts();
  const good = await makePackage(parts);
  const members = await unpack(good);
  expect(await codesOf(await pack(members))).toEqual([]);
  await change(members, parts);
  return (await codesOf(await pack(members)))[0] ?? 'valid';
}

const get = (members: Members, path: string): Buffer => members.get(path) ?? Buffer.alloc(0);

describe('a package that was tampered with', () => {
  test.each<[string, string, (members: Members, parts: PackageParts) => void | Promise<void>]>([
    ['a file added', 'member_added', (members) => void members.set('evidence/added.txt', Buffer.from('x'))],
    ['a file removed', 'member_missing', (members) => void members.delete(packagePaths.law)],
    [
      'a file renamed',
      'member_added',
      (members) => {
        members.set('evidence/law-2.json', get(members, packagePaths.law));
        members.delete(packagePaths.law);
      },
    ],
    [
      'two files swapped',
      'member_changed',
      (members) => {
        const record = get(members, packagePaths.record);
        members.set(packagePaths.record, get(members, packagePaths.verdict));
        members.set(packagePaths.verdict, record);
      },
    ],
    ['no manifest', 'manifest_missing', (members) => void members.delete(packagePaths.manifest)],
    [
      'a manifest that is none',
      'manifest_malformed',
      (members) => void members.set('manifest.json', Buffer.from('{}')),
    ],
    [
      'a manifest written otherwise',
      'manifest_not_canonical',
      (members) => void members.set('manifest.json', Buffer.from(`${get(members, 'manifest.json')}\n`)),
    ],
    [
      'a file changed and the manifest re-hashed without the key',
      'signature_wrong',
      (members) => {
        const hash = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('hex');
        const before = get(members, packagePaths.screenshot);
        const after = Buffer.from('picturE');
        members.set(packagePaths.screenshot, after);
        const manifest = String(get(members, packagePaths.manifest))
          .replaceAll(hash('sha256', before), hash('sha256', after))
          .replaceAll(hash('sm3', before), hash('sm3', after));
        members.set(packagePaths.manifest, Buffer.from(manifest));
      },
    ],
    [
      'a signature by another key',
      'signature_wrong',
      (members) => void members.set('manifest.sig', Buffer.from(newKey().sign(get(members, 'manifest.json')))),
    ],
    ['no signature', 'signature_missing', (members) => void members.delete(packagePaths.signature)],
    ['no seal', 'seal_missing', (members) => void members.delete(packagePaths.seal)],
    ['a seal that is none', 'seal_malformed', (members) => void members.set('seal.json', Buffer.from('{}'))],
    ['a seal by another key', 'seal_wrong', (members) => seal(members, newKey())],
    [
      'a file put beside a timestamp',
      'seal_member_changed',
      (members) => void members.set('timestamps/1/added.der', Buffer.from('x')),
    ],
    [
      'its timestamp removed and sealed anew',
      'timestamp_missing',
      (members, { key }) => {
        members.delete('timestamps/1/response.tsr');
        seal(members, key);
      },
    ],
    [
      'the timestamp of another package',
      'timestamp_other_content',
      async (members, { key }) => {
        const [other] = await stampWith(authority, Buffer.from('signature of another package'));
        members.set('timestamps/1/response.tsr', Buffer.from(other?.response ?? []));
        seal(members, key);
      },
    ],
  ])('with %s is refused as %s', async (_, code, change) => {
    expect(await firstAfter(change)).toBe(code);
  });

  test('with a timestamp from before the capture is refused, though its authority is trusted', async () => {
    const parts = stampedParts(early);
    parts.stampHead = (head) => stampWith(authority, head);
    expect(await codesOf(await makePackage(parts), [authority, early])).toEqual(['timestamp_before_capture']);
  });

  test('with a timestamp from before its manifest is refused, but for five minutes that clocks may differ', async () => {
    const parts = stampedParts();
    parts.facts.createdAt = new Date(Date.now() + 4 * 60_000).toISOString();
    expect(await codesOf(await makePackage(parts))).toEqual([]);
    parts.facts.createdAt = new Date(Date.now() + 6 * 60_000).toISOString();
    expect(await codesOf(await makePackage(parts))).toEqual(['timestamp_before_manifest']);
  });

  test('with one response in the place of two authorities is refused', async () => {
    const parts = stampedParts();
    parts.facts.timestampAuthorities = ['http://one.example/', 'http://two.example/'];
    parts.stamp = async (signature) => {
      const [stamp] = await stampWith(authority, signature);
      return stamp === undefined ? [] : parts.facts.timestampAuthorities.map((name) => ({ ...stamp, authority: name }));
    };
    expect(await codesOf(await makePackage(parts))).toEqual(['timestamp_missing']);
  });

  test('with a sealed head whose timestamp is over something else, or older than the entries in it, is refused', async () => {
    const parts = stampedParts();
    parts.stampHead = () => stampWith(authority, Buffer.from('another head'));
    expect(await codesOf(await makePackage(parts))).toEqual(['ledger_seal_wrong']);
    parts.stampHead = (head) => stampWith(early, head);
    const report = await verifyPackage(inMemory(await makePackage(parts)), {
      trustAnchors: [authority.caPem, early.caPem],
    });
    expect(report.reason).toMatch(/^ledger_seal_wrong.*earlier than entry/);
  });
});

test('a checksum of the archive that is wrong wherever it stands is refused', async () => {
  const zip = await makePackage(sampleParts());
  const [member] = await readArchive(inMemory(zip));
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(member?.crc32 ?? 0);
  for (let at = zip.indexOf(checksum); at !== -1; at = zip.indexOf(checksum, at + 1))
    zip.writeUInt8(checksum[0] ? 0 : 1, at);
  expect(await codesOf(zip)).toEqual(['archive_checksum_wrong']);
});

test.each([
  ['block', 'block digest is not'],
  ['payload', 'payload digest is not'],
])('a web archive with a wrong %s digest is refused, although it is signed', async (which, words) => {
  const parts = sampleParts();
  const name = which === 'block' ? 'WARC-Block-Digest' : 'WARC-Payload-Digest';
  parts.warc = await sampleWarc((record) =>
    record.replace(new RegExp(`${name}: sha256:\\w{64}`), `${name}: sha256:${'0'.repeat(64)}`),
  );
  const report = await verifyPackage(inMemory(await makePackage(parts)), { trustAnchors: [] });
  expect(report.reason).toMatch(/^warc_digest_wrong/);
  expect(report.reason).toContain(words);
});

test('a package is never valid when its timestamp cannot be checked', async () => {
  const zip = await makePackage(stampedParts());
  expect(await verifyPackage(inMemory(zip), { trustAnchors: [] })).toMatchObject({ result: 'cannot be checked' });
  const other = await verifyPackage(inMemory(zip), { trustAnchors: [early.caPem] });
  expect(other.reason).toMatch(/^timestamp_untrusted/);
});

test('a file that cannot be read on, wherever it stops, is no verdict on the package', async () => {
  const zip = await makePackage(sampleParts());
  const file = inMemory(zip);
  const readingUpTo = async (last: number) => {
    let reads = 0;
    const read = (offset: number, length: number): Promise<Uint8Array> => {
      reads += 1;
      return reads > last ? Promise.reject(new Error('the disk is gone')) : file.read(offset, length);
    };
    const report = await verifyPackage({ size: file.size, read }, { trustAnchors: [] });
    return { report, reads };
  };
  const { reads } = await readingUpTo(Number.POSITIVE_INFINITY);
  expect(reads).toBeGreaterThan(40);
  for (let last = 0; last < reads; last++) {
    const { report } = await readingUpTo(last);
    expect(report.result, `after ${last} reads`).toBe('cannot be checked');
    expect(report.reason).toMatch(/^checker_failed.*the disk is gone/);
  }
});
