import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EndOptions, ZipFile } from 'yazl';
import { storedZip, type ZipEntry } from '../../../evidence/package/stored-zip.js';
import { Fault } from '../../../evidence/verify/fault.js';
import { readArchive } from '../../../evidence/verify/zip-archive.js';
import { inMemory } from './package-fixture.js';

const plain = { compress: false, forceDosTimestamp: true, mtime: new Date(0), mode: 0o100644 };

async function zipOf(add: (zip: ZipFile) => void, end: Partial<EndOptions> = {}): Promise<Buffer> {
  const zip = new ZipFile();
  add(zip);
  zip.end({ forceZip64Format: false, comment: '', ...end });
  return buffer(zip.outputStream);
}

const two = () =>
  zipOf((zip) => {
    zip.addBuffer(Buffer.from('one'), 'a/one.txt', plain);
    zip.addBuffer(Buffer.from('two'), 'two.txt', plain);
  });

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await readArchive(inMemory(bytes));
    return 'read';
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

describe('readArchive', () => {
  test('reads what the writer of packages writes, sizes known beforehand or not', async () => {
    async function* entries(): AsyncGenerator<ZipEntry> {
      yield { path: 'evidence/known.bin', content: Buffer.from('known') };
      async function* content() {
        yield Buffer.from('comes ');
        yield Buffer.from('later');
      }
      yield { path: '案件/后到.bin', content: content() };
      yield { path: 'empty', content: Buffer.alloc(0) };
    }
    const bytes = await buffer(storedZip(entries(), new Date('2026-03-01T00:00:00Z')));
    const members = await readArchive(inMemory(bytes));
    const contents = members.map(({ path, offset, bytes: size }) => [
      path,
      bytes.toString('utf8', offset, offset + size),
    ]);
    expect(contents).toEqual([
      ['evidence/known.bin', 'known'],
      ['案件/后到.bin', 'comes later'],
      ['empty', ''],
    ]);
  });

  test('reads ZIP64', async () => {
    const bytes = await zipOf(
      (zip) => zip.addBuffer(Buffer.from('large'), 'large.bin', { ...plain, forceZip64Format: true }),
      { forceZip64Format: true },
    );
    expect(await readArchive(inMemory(bytes))).toMatchObject([{ path: 'large.bin', bytes: 5 }]);
  });

  test.each<[string, string, () => Promise<Buffer>]>([
    ['nothing', 'archive_unreadable', async () => Buffer.alloc(0)],
    ['something else', 'archive_unreadable', async () => Buffer.alloc(100, 7)],
    [
      'a comment',
      'archive_layout',
      () => zipOf((zip) => zip.addBuffer(Buffer.from('x'), 'x', plain), { comment: 'x' }),
    ],
    ['a byte before', 'archive_layout', async () => Buffer.concat([Buffer.from('x'), await two()])],
    ['a byte after', 'archive_layout', async () => Buffer.concat([await two(), Buffer.from('x')])],
    ['its end cut off', 'archive_layout', async () => (await two()).subarray(0, -1)],
    [
      'a compressed member',
      'archive_layout',
      () => zipOf((zip) => zip.addBuffer(Buffer.alloc(100), 'x', { ...plain, compress: true })),
    ],
    [
      'an extra field',
      'archive_layout',
      () => zipOf((zip) => zip.addBuffer(Buffer.from('x'), 'x', { ...plain, forceDosTimestamp: false })),
    ],
    [
      'a symbolic link',
      'archive_layout',
      () => zipOf((zip) => zip.addBuffer(Buffer.from('x'), 'x', { ...plain, mode: 0o120777 })),
    ],
    [
      'a comment on a member',
      'archive_layout',
      () => {
        // The types of yazl do not know it.
        const options = { ...plain, fileComment: 'x' };
        return zipOf((zip) => zip.addBuffer(Buffer.from('x'), 'x', options));
      },
    ],
    ['a folder', 'archive_layout', () => zipOf((zip) => zip.addEmptyDirectory('folder', { forceDosTimestamp: true }))],
    ['a local name that differs', 'archive_layout', async () => replace(await two(), 'two.txt', 'tow.txt', 'first')],
    [
      'a name in the directory that differs',
      'archive_layout',
      async () => replace(await two(), 'two.txt', 'tow.txt', 'last'),
    ],
    [
      'bytes between members',
      'archive_layout',
      async () => {
        const zip = await two();
        const at = zip.indexOf('PK\x03\x04', 4, 'latin1');
        return Buffer.concat([zip.subarray(0, at), Buffer.from('x'), zip.subarray(at)]);
      },
    ],
    [
      'a member twice',
      'member_twice',
      () =>
        zipOf((zip) => {
          zip.addBuffer(Buffer.from('1'), 'x', plain);
          zip.addBuffer(Buffer.from('2'), 'x', plain);
        }),
    ],
    [
      'names that some systems take for one',
      'member_twice',
      () =>
        zipOf((zip) => {
          zip.addBuffer(Buffer.from('1'), 'Report', plain);
          zip.addBuffer(Buffer.from('2'), 'report', plain);
        }),
    ],
    [
      'a member below another',
      'member_twice',
      () =>
        zipOf((zip) => {
          zip.addBuffer(Buffer.from('1'), 'x', plain);
          zip.addBuffer(Buffer.from('2'), 'x/y', plain);
        }),
    ],
    [
      'a way out of its folder',
      'member_path_forbidden',
      async () => replace(await two(), 'a/one.txt', '../ne.txt', 'both'),
    ],
    ['an absolute name', 'member_path_forbidden', async () => replace(await two(), 'a/one.txt', '/aone.txt', 'both')],
    ['a backslash', 'member_path_forbidden', async () => replace(await two(), 'a/one.txt', 'a\\one.txt', 'both')],
  ])('refuses an archive with %s', async (_, code, make) => {
    expect(await codeOf(await make())).toBe(code);
  });

  test('never does anything but read or refuse, whatever the bytes are', async () => {
    const good = await two();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          expect(['read', 'archive_layout', 'archive_unreadable', 'member_path_forbidden', 'member_twice']).toContain(
            await codeOf(bytes),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

function replace(zip: Buffer, from: string, to: string, which: 'first' | 'last' | 'both'): Buffer {
  const changed = Buffer.from(zip);
  const places = [zip.indexOf(from), zip.lastIndexOf(from)];
  const chosen = which === 'both' ? places : [places[which === 'first' ? 0 : 1] ?? 0];
  for (const at of chosen) changed.write(to, at);
  return changed;
}
