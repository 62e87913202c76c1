import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packagePaths } from '../../../contracts/evidence-package.js';
import { isAfterManifest } from '../../../evidence/verify/check-members.js';
import { type ArchiveMember, readArchive } from '../../../evidence/verify/zip-archive.js';
import { guazheng, lastLine, sentenceOf } from '../../cli/run-guazheng.js';
import { isLong } from '../../faults/fault-world.js';
import { inMemory } from '../verify/package-fixture.js';
import { type Control, codesOf, hasBrowser, openControl, verify } from './exported-package.js';

/** What a changed byte of a file that the manifest does not list is refused as. */
const reasons: Readonly<Record<string, RegExp>> = {
  [packagePaths.manifest]: /^(manifest_malformed|manifest_not_canonical|signature_wrong|member_\w+)$/,
  [packagePaths.signature]: /^signature_wrong$/,
  [packagePaths.seal]: /^seal_(malformed|wrong|member_changed)$/,
};

const isEach =
  (stride: number) =>
  (_: number, index: number): boolean =>
    index % stride === 0;

describe.skipIf(!hasBrowser)('a package with one bit flipped', () => {
  let control: Control;
  let members: readonly ArchiveMember[];
  beforeAll(async () => {
    control = await openControl();
    members = await readArchive(inMemory(control.zip));
  });
  afterAll(() => control?.close());

  /** Another bit in every place, so that each of the eight is tried. */
  function flipped(at: number): Promise<{ result: string; codes: string[] }> {
    const zip = Buffer.from(control.zip);
    zip[at] = (zip[at] ?? 0) ^ (1 << (at % 8));
    return check(zip);
  }
  async function check(zip: Buffer): Promise<{ result: string; codes: string[] }> {
    const report = await verify(zip, { trustAnchors: [control.authority.caPem] });
    return { result: report.result, codes: codesOf(report) };
  }

  test('is valid, as evidence, when the bit is flipped back', async () => {
    expect(await check(Buffer.from(control.zip))).toEqual({ result: 'valid', codes: [] });
  });

  async function expectRefused({ path, offset }: ArchiveMember, place: number): Promise<void> {
    const { result, codes } = await flipped(offset + place);
    const where = `${path}, byte ${place}: ${codes}`;
    const wanted = reasons[path] ?? (isAfterManifest(path) ? /^seal_member_changed$/ : /^member_changed$/);
    expect(result, where).toBe('not valid');
    // What vouches for the file says so, and not the checksum of the archive alone.
    expect(
      codes.some((code) => wanted.test(code)),
      where,
    ).toBe(true);
    expect(codes, where).toContain('archive_checksum_wrong');
  }

  test('in any of its files, at the beginning, in the middle or at the end, is refused', async () => {
    expect(members.length).toBeGreaterThan(25);
    for (const [index, member] of members.entries()) {
      const places = [0, Math.trunc(member.bytes / 2), member.bytes - 1];
      // The short form takes one of them for each file.
      for (const place of isLong ? places : places.slice(index % 3, (index % 3) + 1))
        await expectRefused(member, place);
    }
  });

  test.each([
    // The short form meets both halves of the signature, each member of the JSON and each line of the PEM.
    [packagePaths.signature, isLong ? 1 : 5],
    [packagePaths.seal, isLong ? 1 : 23],
    [packagePaths.signerKey, isLong ? 1 : 7],
  ])('anywhere in %s is refused (every byte, or one of %i)', async (path, stride) => {
    const member = members.find((one) => one.path === path);
    if (member === undefined) throw new Error(`the package has no ${path}`);
    for (let place = 0; place < member.bytes; place += stride) await expectRefused(member, place);
  });

  test('anywhere in the structure of the archive is refused as such', async () => {
    const last = members.at(-1);
    if (last === undefined) throw new Error('the package is empty');
    const every = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
    // What stands before each content, with what follows the one before where its size was not known then.
    const headers = members.map((member, index) => {
      const before = members[index - 1];
      return every(before === undefined ? 0 : before.offset + before.bytes, member.offset);
    });
    const directory = every(last.offset + last.bytes, control.zip.length);
    const places = isLong
      ? [...headers.flat(), ...directory]
      : [
          ...(headers[0] ?? []),
          // A stride that is no divisor of a header's length: over all headers it comes to every field of one.
          ...headers.slice(1).flat().filter(isEach(89)),
          ...directory.filter(isEach(71)),
          // The end of the directory, which is there once.
          ...directory.slice(-22),
        ];
    const passed: unknown[] = [];
    for (const at of places) {
      const { result, codes } = await flipped(at);
      if (result !== 'not valid') passed.push([at, result]);
      else if (!/^(archive_(layout|unreadable)|member_path_forbidden|member_twice)$/.test(codes.join()))
        passed.push([at, codes]);
    }
    expect(passed).toEqual([]);
  });

  test('is refused by the command with 1, which gives 0 for the whole one and 2 for one that is not there', async () => {
    const { folder } = control.world;
    const flippedFile = join(folder, 'flipped.wacz');
    const root = join(folder, 'root.pem');
    const zip = Buffer.from(control.zip);
    const { offset = 0 } = members.find(({ path }) => path === packagePaths.record) ?? {};
    zip[offset + 10] = (zip[offset + 10] ?? 0) ^ 1;
    await writeFile(flippedFile, zip);
    await writeFile(root, control.authority.caPem);
    const command = (file: string) => guazheng(['evidence', 'verify', file, '--trust', root, '--json']);
    const [whole, other, missing] = await Promise.all([
      command(control.file),
      command(flippedFile),
      command(join(folder, 'none.wacz')),
    ]);
    expect(whole.code).toBe(0);
    expect(lastLine(whole.stdout)).toMatchObject({ result: 'valid', reason: '' });
    expect(other.code).toBe(1);
    expect(lastLine(other.stdout)).toMatchObject({
      result: 'not valid',
      reason: expect.stringMatching(/^member_changed: .*evidence\/record\.json/),
    });
    expect(missing.code).toBe(2);
    expect(sentenceOf(missing)).toContain('none.wacz');
    expect(missing.stdout).toBe('');
  });
});
