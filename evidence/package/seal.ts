import { createHash } from 'node:crypto';
import { type PackageSeal, packageSeal } from '../../contracts/evidence-package.js';
import type { SigningKey } from '../keys.js';
import { canonicalJson } from '../verify/canonical-json.js';

/** `seal.json`: what came after the manifest, signed by the same key. */
export function sealOf(packageId: string, files: ReadonlyMap<string, Uint8Array>, key: SigningKey): Uint8Array {
  const unsigned: Omit<PackageSeal, 'signature'> = {
    format: 'guazheng-seal/1',
    packageId,
    members: [...files]
      .map(([path, content]) => ({
        path,
        bytes: content.byteLength,
        sha256: createHash('sha256').update(content).digest('hex'),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  const signature = Buffer.from(key.sign(Buffer.from(canonicalJson(unsigned)))).toString('base64');
  return Buffer.from(canonicalJson(packageSeal.parse({ ...unsigned, signature })));
}
