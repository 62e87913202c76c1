import { PassThrough, pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  readonly path: string;
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * A plain ZIP: every entry stored as it is and dated `createdAt` in UTC, no extra fields, ZIP64 where it must be. The next entry is asked
 * for when the one before was read to its end, so that it can hold what became known by then.
 */
export async function* storedZip(entries: AsyncIterable<ZipEntry>, createdAt: Date): AsyncGenerator<Uint8Array, void> {
  const zip = new ZipFile();
  // What is thrown into the stream at either end comes out of it below.
  const output = pipeline(zip.outputStream, new PassThrough(), () => undefined);
  const options = { mtime: asLocalTime(createdAt), mode: 0o100644, compress: false, forceDosTimestamp: true };
  let current: Readable | undefined;
  const addAll = async (): Promise<void> => {
    for await (const { path, content } of entries) {
      if (content instanceof Uint8Array) {
        zip.addBuffer(Buffer.from(content), path, options);
      } else {
        current = Readable.from(content, { objectMode: false });
        const read = finished(current, { writable: false });
        zip.addReadStream(current, path, options);
        await read;
      }
    }
    zip.end();
  };
  const added = addAll().catch((error: Error) => output.destroy(error));
  try {
    yield* output;
  } finally {
    // Whoever stops reading early leaves no blob open.
    output.destroy();
    current?.destroy();
    await added;
  }
}

/** yazl writes a date's local fields: the same file must come out wherever it is made. */
function asLocalTime(date: Date): Date {
  return new Date(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  );
}
