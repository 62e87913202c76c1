import { createHash } from 'node:crypto';
import type { BlobSink } from '../../../crawler/ports.js';

/** A blob sink whose content a test can look into. */
export interface MemoryBlobs extends BlobSink {
  get(sha256: string): Buffer;
  readonly size: number;
}

export function createMemoryBlobs(): MemoryBlobs {
  const blobs = new Map<string, Buffer>();
  return {
    async put(bytes) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      const sha256 = createHash('sha256').update(whole).digest('hex');
      blobs.set(sha256, whole);
      return { sha256, bytes: whole.length };
    },
    get(sha256) {
      const blob = blobs.get(sha256);
      if (!blob) throw new Error(`no blob ${sha256}`);
      return blob;
    },
    get size() {
      return blobs.size;
    },
  };
}
