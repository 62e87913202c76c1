import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { BlobReference } from '../../contracts/capture.js';
import { diskFull, writeAll } from './durable-file.js';

/** Contents that were received whole, so that their name is known before they are stored. */
export interface HeldContents extends BlobReference {
  /** From the beginning at each call. */
  body(): Uint8Array | Readable;
  discard(): Promise<void>;
}

/** Longer streams go through a file. Pages and pictures of them are shorter: they stay in memory, and a broken request is sent again. */
const mostInMemory = 8 << 20;

/**
 * Receives contents. What is too long for memory is written to a file in `folder` whose name is removed as soon as it is
 * open: not even a killed process leaves it behind.
 *
 * @throws FatalError `disk_full`; what the stream throws
 */
export async function holdContents(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  folder: string,
): Promise<HeldContents> {
  if (content instanceof Uint8Array) return inMemory(content);
  const hash = createHash('sha256');
  let bytes = 0;
  let chunks: Uint8Array[] = [];
  let spool: FileHandle | undefined;
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      chunks.push(chunk);
      if (bytes <= mostInMemory) continue;
      spool ??= await openNameless(folder);
      for (const held of chunks) await writeAll(spool, held);
      chunks = [];
    }
  } catch (error) {
    await spool?.close();
    throw diskFull(error, folder) ?? error;
  }
  return spool === undefined ? inMemory(Buffer.concat(chunks)) : onDisk(spool, { sha256: hash.digest('hex'), bytes });
}

function inMemory(content: Uint8Array): HeldContents {
  return {
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.byteLength,
    body: () => content,
    discard: async () => undefined,
  };
}

function onDisk(file: FileHandle, reference: BlobReference): HeldContents {
  return {
    ...reference,
    body: () => Readable.from(readFromStart(file), { objectMode: false }),
    discard: () => file.close(),
  };
}

async function* readFromStart(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const buffer = Buffer.allocUnsafe(1 << 18);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  const name = join(folder, `guazheng-blob-${randomBytes(8).toString('hex')}`);
  const handle = await open(name, 'wx+', 0o600);
  await rm(name);
  return handle;
}
