import { createHash } from 'node:crypto';
import type { BlobReference } from '../../contracts/capture.js';
import type { HashedFile } from '../../contracts/evidence-record.js';
import type { BlobStore } from '../blobs/blob-store.js';

/** A blob with its SM3 beside its SHA-256; read as it comes, its SHA-256 checked on the way. */
export async function hashBlob(blobs: BlobStore, { sha256, bytes }: BlobReference): Promise<HashedFile> {
  const hash = createHash('sm3');
  for await (const chunk of blobs.stream(sha256)) hash.update(chunk);
  return { bytes, sha256, sm3: hash.digest('hex') };
}
