import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { WARCParser, type WARCRecord } from 'warcio';
import { z } from 'zod';
import { messageOf } from '../../contracts/errors.js';
import { type PackageManifest, packagePaths } from '../../contracts/evidence-package.js';
import { Fault } from './fault.js';
import type { PackageContents } from './package-contents.js';
import { readInPieces } from './random-access.js';
import type { Report } from './report.js';

/** A head of an HTTP message is some kilobytes; beyond this it is none. */
const mostHeadBytes = 1 << 20;

/** Every record of the WARC gives its digests (WARC/1.1 sections 5.8 and 5.9). */
export async function checkWarc(contents: PackageContents, report: Report): Promise<void> {
  const member = contents.members.get(packagePaths.warc);
  if (member === undefined) throw new Fault('warc_missing');
  let unreadable: unknown;
  async function* source(offset: number, bytes: number): AsyncGenerator<Uint8Array> {
    try {
      yield* readInPieces(contents.file, offset, bytes);
    } catch (error) {
      unreadable = error;
      throw error;
    }
  }
  let records = 0;
  try {
    // Blocks as they are: digests are made over bytes, not over what somebody read from them.
    for await (const record of WARCParser.iterRecords(source(member.offset, member.bytes), { parseHttp: false })) {
      records += 1;
      await checkRecordDigests(record, records);
    }
  } catch (error) {
    // A disk that fails says nothing about the package.
    if (unreadable !== undefined) throw unreadable;
    if (error instanceof Fault) throw error;
    throw new Fault('warc_digest_wrong', { why: `it cannot be read after record ${records}: ${messageOf(error)}` });
  }
  if (unreadable !== undefined) throw unreadable;
  if (records === 0) throw new Fault('warc_digest_wrong', { why: 'it holds no record' });
  report.pass('warc', 'warc', { records: String(records) });
}

async function checkRecordDigests(record: WARCRecord, number: number): Promise<void> {
  const wrong = (why: string): Fault => new Fault('warc_digest_wrong', { why: `record ${number}: ${why}` });
  const block = sha256.create();
  const payload = sha256.create();
  let bytes = 0;
  // Undefined once the head is passed, or where there is none.
  let head: Uint8Array | undefined = /^application\/http\b/i.test(record.warcContentType ?? '')
    ? new Uint8Array()
    : undefined;
  for await (const piece of record.reader) {
    block.update(piece);
    bytes += piece.length;
    if (head === undefined) {
      payload.update(piece);
      continue;
    }
    const joined: Uint8Array = new Uint8Array(head.length + piece.length);
    joined.set(head);
    joined.set(piece, head.length);
    const end = endOfHead(joined);
    if (end === undefined) {
      if (joined.length > mostHeadBytes) throw wrong('its HTTP head does not end');
      head = joined;
    } else {
      payload.update(joined.subarray(end));
      head = undefined;
    }
  }
  if (bytes !== record.warcContentLength) throw wrong('it is cut off');
  const compare = (what: string, said: string | null | undefined, hash: Uint8Array): void => {
    if (said !== `sha256:${bytesToHex(hash)}`)
      throw wrong(said ? `its ${what} digest is not that of its contents` : `it has no ${what} digest`);
  };
  // A record about the tool itself need not have one, nor a payload; a revisit's payload is somewhere else.
  const isInfo = record.warcType === 'warcinfo';
  if (!isInfo || record.warcBlockDigest) compare('block', record.warcBlockDigest, block.digest());
  if (!isInfo && record.warcType !== 'revisit') compare('payload', record.warcPayloadDigest, payload.digest());
}

/** Where an HTTP message's body begins: behind the first empty line. */
function endOfHead(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(13); at !== -1; at = bytes.indexOf(13, at + 1))
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  return undefined;
}

const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const listing = z.object({ resources: z.array(z.object({ path: z.string(), hash, bytes: z.int().nonnegative() })) });
const listingDigest = z.object({ path: z.literal(packagePaths.datapackage), hash });

/** What web archive readers check (WACZ 1.1.1), against the manifest. */
export async function checkDatapackage(
  contents: PackageContents,
  manifest: PackageManifest,
  report: Report,
): Promise<void> {
  const { value, sha256: own } = await contents.readJson(packagePaths.datapackage, listing, 'datapackage_mismatch');
  const digest = await contents.readJson(packagePaths.datapackageDigest, listingDigest, 'datapackage_mismatch');
  if (digest.value.hash !== `sha256:${own}`)
    throw new Fault('datapackage_mismatch', { why: `${packagePaths.datapackageDigest} has another hash of it` });
  const listed = new Map(manifest.members.map((member) => [member.path, member]));
  for (const { path, hash: said, bytes } of value.resources) {
    const member = listed.get(path);
    if (member === undefined || said !== `sha256:${member.sha256}` || bytes !== member.bytes)
      throw new Fault('datapackage_mismatch', { why: path });
  }
  if (!value.resources.some(({ path }) => path === packagePaths.warc))
    throw new Fault('datapackage_mismatch', { why: `it does not list ${packagePaths.warc}` });
  report.pass('datapackage', 'datapackage', { resources: String(value.resources.length) });
}
