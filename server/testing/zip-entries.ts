import { inflateRawSync } from 'node:zlib';

/** An entry of a ZIP archive, by its central directory (APPNOTE.TXT 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  /** As the directory states it; what comes out may be more. */
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** A workbook has some ten entries, and one for each sheet and picture. */
const mostEntries = 2_000;
const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;
/** The comment behind the end record may be so long. */
const longestComment = 65_535;

/** The entries of an archive; undefined where the bytes are none, are broken, or hold more than any workbook (ZIP64 among them). */
export function listZipEntries(bytes: Uint8Array): ZipEntry[] | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 22 || buffer.readUInt32LE(0) !== localHeader) return undefined;
  const end = findEnd(buffer);
  if (end === undefined) return undefined;
  const count = buffer.readUInt16LE(end + 10);
  let at = buffer.readUInt32LE(end + 16);
  if (count > mostEntries) return undefined;
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== directoryEntry) return undefined;
    const nameLength = buffer.readUInt16LE(at + 28);
    entries.push({
      name: buffer.toString('utf8', at + 46, at + 46 + nameLength),
      method: buffer.readUInt16LE(at + 10),
      compressedBytes: buffer.readUInt32LE(at + 20),
      bytes: buffer.readUInt32LE(at + 24),
      offset: buffer.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(buffer: Buffer): number | undefined {
  for (let at = buffer.length - 22; at >= Math.max(0, buffer.length - 22 - longestComment); at--)
    if (buffer.readUInt32LE(at) === endOfDirectory) return at;
  return undefined;
}

/**
 * Whether an archive unpacks to at most so many bytes and to what its directory says. It is tried: sizes in a directory are claims, and a
 * reader that believed them would be led by whoever wrote the file.
 */
export function unpacksWithin(bytes: Uint8Array, most: number): boolean {
  const entries = listZipEntries(bytes);
  if (entries === undefined) return false;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = most;
  for (const entry of entries) {
    left -= entry.bytes;
    if (left < 0 || !holdsWhatItSays(buffer, entry)) return false;
  }
  return true;
}

function holdsWhatItSays(buffer: Buffer, { method, compressedBytes, bytes, offset }: ZipEntry): boolean {
  if (offset + 30 > buffer.length || buffer.readUInt32LE(offset) !== localHeader) return false;
  const start = offset + 30 + buffer.readUInt16LE(offset + 26) + buffer.readUInt16LE(offset + 28);
  const packed = buffer.subarray(start, start + compressedBytes);
  if (packed.length !== compressedBytes) return false;
  if (method === 0) return compressedBytes === bytes;
  if (method !== 8) return false;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) }).length === bytes;
  } catch {
    // Longer than it says, or no deflated data: the answer is no either way.
    return false;
  }
}
