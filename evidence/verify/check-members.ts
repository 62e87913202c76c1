import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type PackageManifest, packagePaths } from '../../contracts/evidence-package.js';
import { crc32 } from './crc32.js';
import type { PackageContents } from './package-contents.js';
import { readInPieces } from './random-access.js';
import type { Report } from './report.js';
import { sm3 } from './sm3.js';

/** SHA-256 by path, of all that the archive holds. */
export type Digests = ReadonlyMap<string, string>;

/** Members that every package has, whatever its manifest lists. */
const required = [
  packagePaths.warc,
  packagePaths.record,
  packagePaths.posting,
  packagePaths.verdict,
  packagePaths.decisions,
  packagePaths.custody,
  packagePaths.ledger,
  packagePaths.law,
  packagePaths.signerKey,
];

/** What comes after the manifest, and so cannot be in it. */
export function isAfterManifest(path: string): boolean {
  return (
    path === packagePaths.manifest ||
    path === packagePaths.signature ||
    path === packagePaths.seal ||
    path.startsWith(packagePaths.timestamps)
  );
}

/** Reads the whole archive once, in pieces, and holds each member against the manifest. */
export async function checkMembers(
  contents: PackageContents,
  manifest: PackageManifest | undefined,
  report: Report,
  onProgress: (readBytes: number) => void,
): Promise<Digests> {
  const listed = new Map(manifest?.members.map((member) => [member.path, member]));
  const digests = new Map<string, string>();
  let readBytes = 0;
  for (const { path, offset, bytes, crc32: checksum } of contents.members.values()) {
    const expected = listed.get(path);
    const hash = sha256.create();
    const chinese = sm3();
    let crc = 0;
    for await (const piece of readInPieces(contents.file, offset, bytes)) {
      hash.update(piece);
      if (expected !== undefined) chinese.update(piece);
      crc = crc32(crc, piece);
      readBytes += piece.length;
      onProgress(readBytes);
    }
    const digest = bytesToHex(hash.digest());
    digests.set(path, digest);
    const changed = (why: string): void => report.fail('members', 'member_changed', { member: path, why });
    if (manifest !== undefined && expected === undefined && !isAfterManifest(path))
      report.fail('members', 'member_added', { member: path });
    if (expected !== undefined && expected.bytes !== bytes) changed(`${bytes} bytes instead of ${expected.bytes}`);
    else if (expected !== undefined && expected.sha256 !== digest) changed(`SHA-256 ${digest}`);
    else if (expected !== undefined && expected.sm3 !== bytesToHex(chinese.digest())) changed('SM3');
    // Said last: where a hash is wrong too, that is the reason.
    if (crc !== checksum) report.fail('checksums', 'archive_checksum_wrong', { member: path });
  }
  if (!report.hasFailed('checksums')) report.pass('checksums', 'checksums');
  if (manifest === undefined) return digests;
  for (const path of new Set([...listed.keys(), ...required]))
    if (!contents.has(path) || !listed.has(path)) report.fail('members', 'member_missing', { member: path });
  if (!report.hasFailed('members')) report.pass('members', 'members', { members: String(listed.size) });
  return digests;
}
