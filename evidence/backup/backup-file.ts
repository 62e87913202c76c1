import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { diskFull, syncPath } from '../blobs/durable-file.js';
import type { BackupFile } from './backup-manifest.js';

/** Of 1 (fast) to 9. Of 200,000 ledger entries (56 MB) 1 made 13.3 MB in 1.3 s, 6 made 12.9 MB in 2.0 s: hashes do not shrink. */
const gzipLevel = 1;

/** Writes a file of a backup; its bytes are on disk when this returns. @throws FatalError `disk_full` */
export async function writeBackupFile(
  folder: string,
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { gzip }: { gzip: boolean },
): Promise<BackupFile> {
  const target = join(folder, path);
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await mkdir(dirname(target), { recursive: true });
    const source = Readable.from(content, { objectMode: false });
    const file = createWriteStream(target, { flags: 'w', mode: 0o600 });
    await (gzip
      ? pipeline(source, createGzip({ level: gzipLevel }), measured, file)
      : pipeline(source, measured, file));
    await syncPath(target);
  } catch (error) {
    throw diskFull(error, folder) ?? error;
  }
  return { path, bytes, sha256: hash.digest('hex') };
}

/** Gives a text its name at once or not at all. */
export async function publishText(folder: string, name: string, text: string): Promise<void> {
  await writeBackupFile(folder, `${name}.part`, [Buffer.from(text)], { gzip: false });
  await rename(join(folder, `${name}.part`), join(folder, name));
  await syncPath(folder);
}

export async function* readGzipped(file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const source = createReadStream(file);
  source.on('error', (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip) as AsyncIterable<Buffer>;
}

export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
