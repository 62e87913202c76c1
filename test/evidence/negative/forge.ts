import { buffer } from 'node:stream/consumers';
import type { z } from 'zod';
import { type PackageManifest, packageManifest, packagePaths } from '../../../contracts/evidence-package.js';
import type { SigningKey } from '../../../evidence/keys.js';
import { hashBytes } from '../../../evidence/package/hash-content.js';
import { sealOf } from '../../../evidence/package/seal.js';
import { storedZip, type ZipEntry } from '../../../evidence/package/stored-zip.js';
import { requestTimestamp } from '../../../evidence/timestamps/request-timestamp.js';
import { canonicalJson, type JsonValue } from '../../../evidence/verify/canonical-json.js';
import { isAfterManifest } from '../../../evidence/verify/check-members.js';
import { readArchive } from '../../../evidence/verify/zip-archive.js';
import { inMemory } from '../verify/package-fixture.js';

/** A package's files by path, in its order. */
export type Members = Map<string, Buffer>;

export async function unpack(zip: Buffer): Promise<Members> {
  const members = await readArchive(inMemory(zip));
  return new Map(members.map(({ path, offset, bytes }) => [path, Buffer.from(zip.subarray(offset, offset + bytes))]));
}

/** The form that packages have, checksums right. An array may hold a name twice. */
export function pack(members: Iterable<readonly [string, Buffer]>): Promise<Buffer> {
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const [path, content] of members) yield { path, content };
  }
  return buffer(storedZip(entries(), new Date('2026-01-01T00:00:00Z')));
}

export function contentOf(members: Members, path: string): Buffer {
  const content = members.get(path);
  if (content === undefined) throw new Error(`the package has no ${path}`);
  return content;
}

export const canonical = (value: unknown): Buffer => {
  const plain: JsonValue = JSON.parse(JSON.stringify(value));
  return Buffer.from(canonicalJson(plain));
};

/** Changes a JSON file of a package; it stays canonical. */
export function edit<Shape>(
  members: Members,
  path: string,
  shape: z.ZodType<Shape>,
  change: (value: Shape) => void,
): void {
  const value = shape.parse(JSON.parse(String(contentOf(members, path))));
  change(value);
  members.set(path, canonical(value));
}

export const manifestOf = (members: Members): PackageManifest =>
  packageManifest.parse(JSON.parse(String(contentOf(members, packagePaths.manifest))));

interface Listing {
  resources: { path: string; hash: string; bytes: number; name: string }[];
}

/** Repairs all that takes no key: the hashes in `datapackage.json`, its own, and the manifest's list of members. */
export function repairHashes(members: Members, change: (manifest: PackageManifest) => void = () => undefined): void {
  const own: readonly string[] = [packagePaths.datapackage, packagePaths.datapackageDigest];
  const contents = [...members].filter(([path]) => !isAfterManifest(path) && !own.includes(path));
  const listing: Listing = JSON.parse(String(contentOf(members, packagePaths.datapackage)));
  listing.resources = contents.map(([path, content]) => ({
    ...(listing.resources.find((resource) => resource.path === path) ?? { name: `added-${path.length}`, path }),
    hash: `sha256:${hashBytes(content).sha256}`,
    bytes: content.byteLength,
  }));
  const text = Buffer.from(JSON.stringify(listing, null, 2));
  const digest = { path: packagePaths.datapackage, hash: `sha256:${hashBytes(text).sha256}` };
  members.set(packagePaths.datapackage, text);
  members.set(packagePaths.datapackageDigest, Buffer.from(JSON.stringify(digest)));
  edit(members, packagePaths.manifest, packageManifest, (manifest) => {
    manifest.members = [...members]
      .filter(([path]) => !isAfterManifest(path))
      .map(([path, content]) => ({ path, ...hashBytes(content) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    change(manifest);
  });
}

/** Signs manifest and seal with a key; the timestamps stay as they are. */
export function sign(members: Members, key: SigningKey): void {
  members.set(packagePaths.signature, Buffer.from(key.sign(contentOf(members, packagePaths.manifest))));
  seal(members, key);
}

/** Seals what comes after the manifest. */
export function seal(members: Members, key: SigningKey): void {
  members.delete(packagePaths.seal);
  const after = [...members].filter(([path]) => isAfterManifest(path));
  members.set(packagePaths.seal, Buffer.from(sealOf(manifestOf(members).packageId, new Map(after), key)));
}

/**
 * Has authorities stamp the signature, in the place of the timestamps that are there.
 * @param authorities URLs; those that the manifest names where absent
 */
export async function stamp(
  members: Members,
  authorities: readonly string[] = manifestOf(members).timestampAuthorities,
): Promise<void> {
  for (const path of [...members.keys()]) if (path.startsWith(packagePaths.timestamps)) members.delete(path);
  for (const [index, authority] of authorities.entries()) {
    const signature = contentOf(members, packagePaths.signature);
    const { response, certificates, revocation } = await requestTimestamp(authority, signature, {
      clock: { now: () => new Date() },
    });
    const folder = `${packagePaths.timestamps}${index + 1}/`;
    members.set(`${folder}response.tsr`, Buffer.from(response));
    for (const [number, der] of certificates.entries())
      members.set(`${folder}certificate-${number + 1}.der`, Buffer.from(der));
    for (const [number, der] of revocation.entries())
      members.set(`${folder}revocation-${number + 1}.der`, Buffer.from(der));
  }
}

/**
 * As whoever has the key could: what was changed is hashed, signed, timestamped and sealed as if it were true.
 * @param change the last word on the manifest
 */
export async function forgeWith(
  key: SigningKey,
  members: Members,
  change: (manifest: PackageManifest) => void = () => undefined,
): Promise<void> {
  repairHashes(members, change);
  sign(members, key);
  await stamp(members);
  seal(members, key);
}
