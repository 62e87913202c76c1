import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import {
  type LedgerExtract,
  type PackageManifest,
  packagePaths,
  packageSeal,
} from '../../contracts/evidence-package.js';
import { fromBase64 } from './base64.js';
import { canonicalJson } from './canonical-json.js';
import { type Digests, isAfterManifest } from './check-members.js';
import { Fault } from './fault.js';
import type { PackageContents } from './package-contents.js';
import { blocksIn } from './pem.js';
import type { Report } from './report.js';
import { sameBytes } from './timestamp/certificates.js';

/** SubjectPublicKeyInfo of Ed25519 before the 32 bytes of the key (RFC 8410 section 4). */
const publicKeyPrefix = hexToBytes('302a300506032b6570032100');

/** RFC 8032 section 5.1.7, strictly: no point or scalar in a second form, so that one signature has one form. */
function isSigned(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    // A key that is no point of the curve.
    return false;
  }
}

/** The key that the manifest names, all places where it is named agreeing. */
export async function checkSignature(
  contents: PackageContents,
  manifest: PackageManifest,
  report: Report,
): Promise<void> {
  const signature = await contents.read(packagePaths.signature, 'signature_missing');
  const signed = await contents.read(packagePaths.manifest, 'manifest_missing');
  if (signature === undefined || signed === undefined) throw new Fault('signature_missing');
  const publicKey = fromBase64(manifest.signer.publicKey);
  if (publicKey?.length !== 32)
    throw new Fault('signer_key_mismatch', { why: 'the public key in the manifest is none of Ed25519' });
  if (signature.length !== 64) throw new Fault('signature_wrong', { why: `it has ${signature.length} bytes` });
  if (!isSigned(signature, signed, publicKey)) throw new Fault('signature_wrong', { why: 'it does not verify' });
  const keyId = bytesToHex(sha256(publicKey)).slice(0, 16);
  if (manifest.signer.keyId !== keyId)
    throw new Fault('signer_key_mismatch', { why: `the manifest names ${manifest.signer.keyId}, its key is ${keyId}` });
  const pem = await contents.read(packagePaths.signerKey, 'signer_key_mismatch');
  const [der] = pem === undefined ? [] : blocksIn(new TextDecoder().decode(pem), ['PUBLIC KEY']);
  if (der === undefined || !sameBytes(der, concatBytes(publicKeyPrefix, publicKey)))
    throw new Fault('signer_key_mismatch', { why: `${packagePaths.signerKey} holds another key` });
  report.pass('signature', 'signature', { key: keyId });
}

/** The ledger said which key signs before it signed: else anybody's key would do. */
export function checkSigner(manifest: PackageManifest, extract: LedgerExtract, report: Report): void {
  const { keyId, publicKey } = manifest.signer;
  const raw = fromBase64(publicKey);
  const hash = raw === undefined ? '' : bytesToHex(sha256(raw));
  const introduced = extract.entries.find(
    ({ entry }) => entry.kind === 'key.introduced' && entry.subjectId === keyId && entry.subjectSha256 === hash,
  );
  if (introduced === undefined) throw new Fault('signer_unknown_to_ledger', { key: keyId });
  report.pass('signer', 'signer', { sequence: introduced.entry.sequence, at: introduced.entry.at });
}

/** What came after the manifest, as the same key sealed it. */
export async function checkSeal(
  contents: PackageContents,
  manifest: PackageManifest,
  digests: Digests,
  report: Report,
): Promise<void> {
  if (!contents.has(packagePaths.seal)) throw new Fault('seal_missing');
  const { value: seal, isCanonical } = await contents.readJson(packagePaths.seal, packageSeal, 'seal_malformed');
  if (!isCanonical) throw new Fault('seal_malformed', { why: 'it is not written as canonical JSON (RFC 8785)' });
  const { signature, ...signed } = seal;
  const bytes = fromBase64(signature);
  const publicKey = fromBase64(manifest.signer.publicKey);
  const message = new TextEncoder().encode(canonicalJson(signed));
  if (bytes === undefined || publicKey === undefined || !isSigned(bytes, message, publicKey))
    throw new Fault('seal_wrong', { why: 'its signature is not by the key of the manifest' });
  if (seal.packageId !== manifest.packageId)
    throw new Fault('seal_wrong', { why: `it is that of the package ${seal.packageId}` });

  const sealed = new Map(seal.members.map((member) => [member.path, member]));
  const present = [...contents.members.keys()].filter((path) => isAfterManifest(path) && path !== packagePaths.seal);
  for (const path of present)
    if (!sealed.has(path)) report.fail('seal', 'seal_member_changed', { member: path, why: 'it was added' });
  for (const { path, bytes: size, sha256: hash } of seal.members) {
    const fail = (why: string): void => report.fail('seal', 'seal_member_changed', { member: path, why });
    if (!present.includes(path)) fail('it is missing');
    else if (contents.members.get(path)?.bytes !== size) fail('it has another size');
    else if (digests.get(path) !== hash) fail('it has another SHA-256');
  }
  if (sealed.size !== seal.members.length) throw new Fault('seal_malformed', { why: 'it lists a file twice' });
  if (!report.hasFailed('seal')) report.pass('seal', 'seal', { members: String(sealed.size) });
}
