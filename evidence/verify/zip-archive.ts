import { packageManifest } from '../../contracts/evidence-package.js';
import { Fault } from './fault.js';
import type { RandomAccess } from './random-access.js';

/**
 * Reads a ZIP of exactly the form that packages have (PKWARE APPNOTE 6.3.10): every member stored, one after the other from the first
 * byte on, each local header like its entry in the directory, the directory right behind them, then the end, and not one byte more.
 *
 * Our own code, because a reader from outside is made to be lenient: it finds the end by searching, believes one of two headers that
 * disagree, and skips what it does not know, so that two programs see different files in one archive, or one hides between members.
 * What is refused here cannot differ between readers.
 */
export interface ArchiveMember {
  readonly path: string;
  /** Where its contents begin in the file. */
  readonly offset: number;
  readonly bytes: number;
  readonly crc32: number;
}

/** More would be no package of ours, and the directory is held in memory. */
const mostDirectoryBytes = 32 << 20;
/** Unix, version 6.3. */
const madeBy = (3 << 8) | 63;
/** A plain file (S_IFREG) that its owner may write and everybody may read, in the upper half of the external attributes. */
const plainFile = 0o100644 * 0x1_0000;
const utf8Names = 0x0800;
const descriptorFollows = 0x0008;
const unknown16 = 0xffff;
const unknown32 = 0xffff_ffff;

/** @throws Fault `archive_unreadable`, `archive_layout`, `member_path_forbidden` or `member_twice` */
export async function readArchive(file: RandomAccess): Promise<ArchiveMember[]> {
  const end = await readEnd(file);
  const directory = view(await file.read(end.directoryOffset, end.directoryBytes));
  const members: ArchiveMember[] = [];
  let place = 0;
  let at = 0;
  for (let number = 0; number < end.members; number++) {
    const entry = readEntry(directory, at);
    at += entry.length;
    if (entry.localOffset !== place) throw layout(`${entry.path} is not where the member before it ends`);
    const offset = await checkLocalHeader(file, entry, end.directoryOffset);
    place = offset + entry.bytes;
    if (entry.flags & descriptorFollows) place += await checkDescriptor(file, entry, place, end.directoryOffset);
    members.push({ path: entry.path, offset, bytes: entry.bytes, crc32: entry.crc32 });
  }
  if (at !== end.directoryBytes) throw layout('the directory holds more than its members');
  if (place !== end.directoryOffset) throw layout('there is something between the last member and the directory');
  checkPaths(members.map(({ path }) => path));
  return members;
}

interface End {
  readonly members: number;
  readonly directoryOffset: number;
  readonly directoryBytes: number;
}

async function readEnd(file: RandomAccess): Promise<End> {
  if (file.size < 22) throw new Fault('archive_unreadable', { why: `it has ${file.size} bytes` });
  const record = view(await file.read(file.size - 22, 22));
  if (record.getUint32(0, true) !== 0x06054b50) {
    const isZip = view(await file.read(0, 4)).getUint32(0, true) === 0x04034b50;
    throw isZip
      ? layout('it does not end with the end of a directory: it is cut off, or something was added')
      : new Fault('archive_unreadable', { why: 'it is no ZIP' });
  }
  if (record.getUint32(4, true) !== 0) throw layout('it says that it is in several parts');
  if (record.getUint16(20, true) !== 0) throw layout('it has a comment');
  const short = {
    members: record.getUint16(10, true),
    directoryBytes: record.getUint32(12, true),
    directoryOffset: record.getUint32(16, true),
  };
  if (record.getUint16(8, true) !== short.members) throw layout('it says that it is in several parts');
  const isLarge =
    short.members === unknown16 || short.directoryBytes === unknown32 || short.directoryOffset === unknown32;
  const end = isLarge ? await readLargeEnd(file, short) : short;
  const place = file.size - (isLarge ? 98 : 22);
  if (end.directoryBytes > mostDirectoryBytes) throw layout('its directory is larger than 32 MiB');
  if (end.directoryOffset + end.directoryBytes !== place) throw layout('its end is not right behind its directory');
  return end;
}

/** ZIP64: a record of 56 bytes and a locator of 20 before the end. */
async function readLargeEnd(file: RandomAccess, short: End): Promise<End> {
  if (file.size < 98) throw layout('its ZIP64 end is missing');
  const record = view(await file.read(file.size - 98, 76));
  const isRight =
    record.getUint32(0, true) === 0x06064b50 &&
    large(record, 4) === 44 &&
    record.getUint32(16, true) === 0 &&
    record.getUint32(20, true) === 0 &&
    large(record, 24) === large(record, 32) &&
    record.getUint32(56, true) === 0x07064b50 &&
    record.getUint32(60, true) === 0 &&
    large(record, 64) === file.size - 98 &&
    record.getUint32(72, true) === 1;
  if (!isRight) throw layout('its ZIP64 end is not as it must be');
  const end = {
    members: large(record, 32),
    directoryBytes: large(record, 40),
    directoryOffset: large(record, 48),
  };
  const agrees = (said: number, all: number, unknown: number): boolean => said === unknown || said === all;
  if (
    !agrees(short.members, end.members, unknown16) ||
    !agrees(short.directoryBytes, end.directoryBytes, unknown32) ||
    !agrees(short.directoryOffset, end.directoryOffset, unknown32)
  )
    throw layout('its two ends disagree');
  return end;
}

interface Entry {
  readonly path: string;
  readonly name: Uint8Array;
  readonly flags: number;
  readonly time: number;
  readonly crc32: number;
  readonly bytes: number;
  readonly localOffset: number;
  readonly isLarge: boolean;
  /** Of the entry in the directory. */
  readonly length: number;
}

function readEntry(directory: DataView, at: number): Entry {
  if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50)
    throw layout('its directory holds fewer members than it says');
  const nameBytes = directory.getUint16(at + 28, true);
  const extraBytes = directory.getUint16(at + 30, true);
  const length = 46 + nameBytes + extraBytes;
  if (at + length > directory.byteLength) throw layout('its directory is cut off');
  const name = new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameBytes);
  const path = decode(name);
  if (directory.getUint16(at + 4, true) !== madeBy || directory.getUint16(at + 6, true) !== (extraBytes > 0 ? 45 : 20))
    throw layout(`${path} is of another version of ZIP`);
  const flags = directory.getUint16(at + 8, true);
  if (flags !== utf8Names && flags !== (utf8Names | descriptorFollows))
    throw layout(`${path} is encrypted, or has a flag that packages do not use`);
  if (directory.getUint16(at + 10, true) !== 0) throw layout(`${path} is compressed`);
  if (directory.getUint16(at + 32, true) !== 0) throw layout(`${path} has a comment`);
  if (directory.getUint32(at + 34, true) !== 0) throw layout(`${path} is on another disk, or is marked as text`);
  if (directory.getUint32(at + 38, true) !== plainFile) throw layout(`${path} is no plain file`);
  const short = {
    stored: directory.getUint32(at + 20, true),
    bytes: directory.getUint32(at + 24, true),
    localOffset: directory.getUint32(at + 42, true),
  };
  const isLarge = extraBytes > 0;
  const extra = new DataView(directory.buffer, directory.byteOffset + at + 46 + nameBytes, extraBytes);
  if (isLarge) {
    const isZip64 = extraBytes === 28 && extra.getUint16(0, true) === 1 && extra.getUint16(2, true) === 24;
    if (!isZip64) throw layout(`${path} has an extra field other than that of ZIP64`);
    if (short.stored !== unknown32 || short.bytes !== unknown32 || short.localOffset !== unknown32)
      throw layout(`${path} has its size twice`);
  }
  const stored = isLarge ? large(extra, 12) : short.stored;
  const bytes = isLarge ? large(extra, 4) : short.bytes;
  if (stored !== bytes) throw layout(`${path} has two sizes`);
  return {
    ...{ path, name, flags, bytes, isLarge, length },
    time: directory.getUint32(at + 12, true),
    crc32: directory.getUint32(at + 16, true),
    localOffset: isLarge ? large(extra, 20) : short.localOffset,
  };
}

/** @returns where the contents begin */
async function checkLocalHeader(file: RandomAccess, entry: Entry, limit: number): Promise<number> {
  const length = 30 + entry.name.length;
  const offset = entry.localOffset + length;
  if (offset + entry.bytes > limit) throw layout(`${entry.path} reaches into the directory`);
  const bytes = await file.read(entry.localOffset, length);
  const header = view(bytes);
  // A writer that did not know checksum and sizes yet left zeros here and put them behind the contents.
  const isLate = (entry.flags & descriptorFollows) !== 0;
  const size = isLate ? 0 : entry.bytes;
  const isRight =
    header.getUint32(0, true) === 0x04034b50 &&
    header.getUint16(4, true) === 20 &&
    header.getUint16(6, true) === entry.flags &&
    header.getUint16(8, true) === 0 &&
    header.getUint32(10, true) === entry.time &&
    header.getUint32(14, true) === (isLate ? 0 : entry.crc32) &&
    header.getUint32(18, true) === size &&
    header.getUint32(22, true) === size &&
    header.getUint16(26, true) === entry.name.length &&
    header.getUint16(28, true) === 0 &&
    entry.name.every((byte, index) => bytes[30 + index] === byte);
  if (!isRight) throw layout(`${entry.path} is described in two ways`);
  return offset;
}

/** @returns its length */
async function checkDescriptor(file: RandomAccess, entry: Entry, at: number, limit: number): Promise<number> {
  const length = entry.isLarge ? 24 : 16;
  if (at + length > limit) throw layout(`${entry.path} reaches into the directory`);
  const descriptor = view(await file.read(at, length));
  const size = (place: number): number =>
    entry.isLarge ? large(descriptor, place) : descriptor.getUint32(place, true);
  const isRight =
    descriptor.getUint32(0, true) === 0x08074b50 &&
    descriptor.getUint32(4, true) === entry.crc32 &&
    size(8) === entry.bytes &&
    size(entry.isLarge ? 16 : 12) === entry.bytes;
  if (!isRight) throw layout(`${entry.path} is described in two ways`);
  return length;
}

/** Names that one system takes for the same, or that lie below a file, would be unpacked over one another. */
function checkPaths(paths: readonly string[]): void {
  const folded = new Map<string, string>();
  for (const path of paths) {
    if (!packageManifest.shape.members.element.shape.path.safeParse(path).success)
      throw new Fault('member_path_forbidden', { member: path });
    const key = fold(path);
    const other = folded.get(key);
    if (other !== undefined) throw new Fault('member_twice', { member: path, other });
    folded.set(key, path);
  }
  for (const [key, path] of folded) {
    for (let slash = key.indexOf('/'); slash !== -1; slash = key.indexOf('/', slash + 1)) {
      const other = folded.get(key.slice(0, slash));
      if (other !== undefined) throw new Fault('member_twice', { member: path, other });
    }
  }
}

const fold = (path: string): string => path.normalize('NFC').toLowerCase();

function decode(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    throw layout('a name is no UTF-8');
  }
}

/** A number of 64 bits; what a file cannot have as size becomes infinite, and is refused by what it is compared with. */
function large(data: DataView, at: number): number {
  const value = data.getBigUint64(at, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const layout = (why: string): Fault => new Fault('archive_layout', { why });
