import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packagePaths } from '../../../contracts/evidence-package.js';
import { isAfterManifest } from '../../../evidence/verify/check-members.js';
import { type ArchiveMember, readArchive } from '../../../evidence/verify/zip-archive.js';
import { inMemory } from '../verify/package-fixture.js';
import { codesOf, executablePath, openControl, verify } from './exported-package.js';

/** Of a package's own files, these are read to the last byte: nothing else says what they must be. */
const small: readonly string[] = [packagePaths.signature, packagePaths.seal, packagePaths.signerKey];

/** What a changed byte of a file that the manifest does not list is refused as. */
const reasons: Readonly<Record<string, RegExp>> = {
  [packagePaths.manifest]: /^(manifest_malformed|manifest_not_canonical|signature_wrong|member_\w+)$/,
  [packagePaths.signature]: /^signature_wrong$/,
  [packagePaths.seal]: /^seal_(malformed|wrong|member_changed)$/,
};

describe.skipIf(executablePath === undefined)('a package with one bit flipped', () => {
  let control: Awaited<ReturnType<typeof openControl>>;
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
    const started = Date.now();
    for (let index = 0; index < 20; index++) await check(Buffer.from(control.zip));
    console.log((Date.now() - started) / 20);
  });

  test('in any of its files is refused by what vouches for that file, and not by the checksum of the archive alone', async () => {
    for (const { path, offset, bytes } of members) {
      const places = small.includes(path)
        ? Array.from({ length: bytes }, (_, index) => index)
        : [0, Math.trunc(bytes / 2), bytes - 1];
      const wanted = reasons[path] ?? (isAfterManifest(path) ? /^seal_member_changed$/ : /^member_changed$/);
      for (const place of places) {
        const { result, codes } = await flipped(offset + place);
        expect(result, `${path}, byte ${place}`).toBe('not valid');
        expect(codes.filter((code) => wanted.test(code)), `${path}, byte ${place}: ${codes}`).not.toEqual([]);
        expect(codes, `${path}, byte ${place}`).toContain('archive_checksum_wrong');
      }
    }
  });

  test('anywhere in the structure of the archive is refused as such', async () => {
    const [first] = members;
    const last = members.at(-1);
    if (first === undefined || last === undefined) throw new Error('the package is empty');
    const headers = members.map((member, index) => {
      const before = members[index - 1];
      return [before === undefined ? 0 : before.offset + before.bytes, member.offset] as const;
    });
    const every = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
    const places = [
      ...every(0, first.offset),
      // Of the other headers, and what follows contents whose size was not known before, some bytes each.
      ...headers.slice(1).flatMap(([from, to]) => every(from, to).filter((at) => at % 5 === 0)),
      // The directory and its end.
      ...every(last.offset + last.bytes, control.zip.length),
    ];
    const passed: unknown[] = [];
    for (const at of places) {
      const { result, codes } = await flipped(at);
      if (result !== 'not valid') passed.push([at, result]);
      else if (!/^(archive_(layout|unreadable)|member_path_forbidden|member_twice)$/.test(codes.join())) passed.push([at, codes]);
    }
    expect(passed).toEqual([]);
  });
});
