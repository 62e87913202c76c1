import { createHash } from 'node:crypto';
import type { HashedFile } from '../../contracts/evidence-record.js';

/** Hashes bytes as they pass. */
export interface HashingPass {
  /** The same bytes, once. */
  readonly content: AsyncIterable<Uint8Array>;
  /** After the last byte has passed. */
  result(): HashedFile;
}

/** Size, SHA-256 and SM3 (GB/T 32905) of a stream, while somebody else reads it. */
export function hashingPass(source: AsyncIterable<Uint8Array>): HashingPass {
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  let bytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of source) {
      sha256.update(chunk);
      sm3.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  return { content: pass(), result: () => ({ bytes, sha256: sha256.digest('hex'), sm3: sm3.digest('hex') }) };
}

export function hashBytes(content: Uint8Array): HashedFile {
  return {
    bytes: content.byteLength,
    sha256: createHash('sha256').update(content).digest('hex'),
    sm3: createHash('sm3').update(content).digest('hex'),
  };
}
