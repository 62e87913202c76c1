import type { BlobReference } from '../../contracts/capture.js';
import { FatalError, RetriedError } from '../../contracts/errors.js';
import {
  type PackageManifest,
  type PackageMember,
  packageManifest,
  packagePaths,
} from '../../contracts/evidence-package.js';
import type { BlobStore } from '../blobs/blob-store.js';
import type { SigningKey } from '../keys.js';
import { canonicalJson } from '../verify/canonical-json.js';
import { datapackage, datapackageDigest } from './datapackage.js';
import { hashBytes, hashingPass } from './hash-content.js';
import { publishFile } from './publish-file.js';
import { sealOf } from './seal.js';
import { storedZip, type ZipEntry } from './stored-zip.js';

/** An authority's timestamp over the bytes it was asked for, and what an offline check of it needs. All of it DER. */
export interface StampedBy {
  readonly authority: string;
  /** TimeStampResp (RFC 3161 section 2.4.2) */
  readonly response: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  /** CRLs or OCSP responses */
  readonly revocation: readonly Uint8Array[];
}

/** A file that a package holds. */
export interface PackageContent {
  readonly path: string;
  readonly content: Uint8Array | BlobReference;
  /** For web archive readers, where the name does not say it. */
  readonly mediaType?: string;
}

export interface PackageInput {
  /** The manifest, but for its list of members. */
  readonly facts: Omit<PackageManifest, 'members'>;
  /** What a reader of web archives opens first: URL and date of its response record. */
  readonly mainPage: { readonly url: string; readonly date: string };
  /** In any order, without what this writes itself: datapackage, manifest, signature, timestamps, seal. */
  readonly contents: readonly PackageContent[];
  readonly blobs: Pick<BlobStore, 'stream'>;
  /** The one that `facts.signer` names. */
  readonly key: SigningKey;
  /** Asks the authorities of `facts.timestampAuthorities`, given the 64 bytes of the signature. Not called when there are none. */
  stamp(signature: Uint8Array): Promise<StampedBy[]>;
}

/**
 * Writes an evidence package, a WACZ 1.1.1, under its final name when it is whole. Its members are, in this order: the contents sorted by
 * path, `datapackage.json` and its digest over them, `manifest.json` over all of these, its signature, the timestamps, the seal. The same input and timestamps give the same bytes. Blobs pass through; memory does not grow with them.
 *
 * @throws FatalError `disk_full`, or `package_invalid` for names that no package may hold; InputError `file_unwritable`; DeadError `blob_missing` or `blob_corrupt`; RetriedError
 *   `timestamps_missing` when `stamp` did not bring one of each authority; what `stamp` throws. No file is left then.
 */
export async function writePackage(
  input: PackageInput,
  file: string,
): Promise<{ manifestSha256: string; fileSha256: string; bytes: number }> {
  checkInput(input);
  let manifestSha256 = '';
  const entries = packageEntries(input, (manifest) => {
    manifestSha256 = hashBytes(manifest).sha256;
  });
  const { sha256, bytes } = await publishFile(file, storedZip(entries, new Date(input.facts.createdAt)));
  return { manifestSha256, fileSha256: sha256, bytes };
}

/** Each entry is yielded after the one before has been read, so that its hash is known. */
async function* packageEntries(
  input: PackageInput,
  onManifest: (manifest: Uint8Array) => void,
): AsyncGenerator<ZipEntry, void> {
  const { facts, key } = input;
  const members: PackageMember[] = [];
  const mediaTypes = new Map<string, string | undefined>();
  for (const { path, content, mediaType } of [...input.contents].sort(byPath)) {
    mediaTypes.set(path, mediaType);
    if (content instanceof Uint8Array) {
      members.push({ path, ...hashBytes(content) });
      yield { path, content };
    } else {
      const pass = hashingPass(input.blobs.stream(content.sha256));
      yield { path, content: pass.content };
      members.push({ path, ...pass.result() });
    }
  }
  const resources = members.map((member) => ({ ...member, mediaType: mediaTypes.get(member.path) }));
  const listing = Buffer.from(datapackage(facts, input.mainPage, resources));
  const digest = Buffer.from(datapackageDigest(hashBytes(listing).sha256));
  for (const [path, content] of [
    [packagePaths.datapackage, listing],
    [packagePaths.datapackageDigest, digest],
  ] as const) {
    members.push({ path, ...hashBytes(content) });
    yield { path, content };
  }

  const manifest = Buffer.from(canonicalJson(packageManifest.parse({ ...facts, members: members.sort(byPath) })));
  onManifest(manifest);
  const signature = key.sign(manifest);
  const stamps = facts.timestampAuthorities.length === 0 ? [] : await input.stamp(signature);
  checkStamps(stamps, facts.timestampAuthorities);
  const after = new Map<string, Uint8Array>([
    [packagePaths.manifest, manifest],
    [packagePaths.signature, signature],
    ...stamps.flatMap(stampFiles),
  ]);
  after.set(packagePaths.seal, sealOf(facts.packageId, after, key));
  for (const [path, content] of after) yield { path, content };
}

function stampFiles(stamp: StampedBy, index: number): [path: string, content: Uint8Array][] {
  const folder = `${packagePaths.timestamps}${index + 1}/`;
  const numbered = (name: string, files: readonly Uint8Array[]): [string, Uint8Array][] =>
    files.map((file, number) => [`${folder}${name}-${number + 1}.der`, file]);
  return [
    [`${folder}response.tsr`, stamp.response],
    ...numbered('certificate', stamp.certificates),
    ...numbered('revocation', stamp.revocation),
  ];
}

/** The manifest promises these authorities, so that a package without one of them could never be found valid. */
function checkStamps(stamps: readonly StampedBy[], authorities: readonly string[]): void {
  const got = stamps.map(({ authority }) => authority);
  const missing = authorities.filter((authority) => !got.includes(authority));
  if (missing.length === 0 && got.length === authorities.length) return;
  throw new RetriedError(
    'timestamps_missing',
    missing.length === 0
      ? `The package needs timestamps of ${authorities.join(', ')} and got those of ${got.join(', ')}; export it again.`
      : `The package has no timestamp of ${missing.join(', ')}; export it again when the authority answers.`,
  );
}

/** What only a fault of the caller can bring about. */
function checkInput({ facts, contents, key }: PackageInput): void {
  const paths = new Set<string>();
  for (const { path } of contents) {
    const taken =
      paths.has(path) ||
      path.startsWith(packagePaths.timestamps) ||
      [
        packagePaths.datapackage,
        packagePaths.datapackageDigest,
        packagePaths.manifest,
        packagePaths.signature,
        packagePaths.seal,
      ].some((own) => own === path);
    if (taken) throw invalid(`it has two members named ${path}`);
    if (!packageManifest.shape.members.element.shape.path.safeParse(path).success)
      throw invalid(`no member may be named ${JSON.stringify(path)}`);
    paths.add(path);
  }
  if (facts.signer.keyId !== key.keyId) throw invalid(`its signer is ${facts.signer.keyId}, its key ${key.keyId}`);
}

const invalid = (why: string) => new FatalError('package_invalid', `The package cannot be written: ${why}.`);

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);
