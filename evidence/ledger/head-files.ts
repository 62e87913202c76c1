import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeadError, InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { type LedgerHead, ledgerHead } from '../../contracts/evidence-package.js';
import { diskFull, publish, writeWhole } from '../blobs/durable-file.js';
import { checkTimestamp } from '../timestamps/check-timestamp.js';
import { canonicalJson } from '../verify/canonical-json.js';

/**
 * Heads of the ledger in files outside the database: `<size>.json`, the head as canonical JSON, and `<size>.<n>.tsr`, responses of
 * timestamp authorities over those bytes. From them a cut tail or a rewritten ledger is seen.
 *
 * Order under a crash: a head is written when its seal is committed and before any authority is asked; a response before its row is
 * committed. So there may be a response without a row, when the authority is asked again and gives another, but never a row whose head was
 * not kept. Files are written once, durably, and appear whole or not at all.
 */
const headName = /^([1-9]\d*)\.json$/;
const responseName = /^([1-9]\d*)\.\d+\.tsr$/;

/** A head that was kept outside the database, and where. */
export interface KeptHead {
  /** A backup's has no root. */
  readonly head: Pick<LedgerHead, 'size' | 'hash'> & Partial<Pick<LedgerHead, 'root'>>;
  /** As a person should read it, e.g. the file's name. */
  readonly from: string;
  /** What is wrong with it already, such as a timestamp that is over something else. */
  readonly fault?: string;
}

/**
 * Why a kept head is not that of the ledger at its size, or undefined.
 *
 * @param lastGood up to which entry an earlier head agrees
 */
export function compareHead(
  { head, from, fault }: KeptHead,
  hash: string,
  root: () => string,
  lastGood: number,
): string | undefined {
  if (fault !== undefined) return `the head in ${from} proves nothing: ${fault}`;
  if (head.hash !== hash)
    return `its hash is not that of the head in ${from}: the ledger was rewritten after entry ${lastGood}`;
  if (head.root !== undefined && head.root !== root())
    return `the root of the tree up to it is not that of the head in ${from}: one of the entries after ${lastGood} is another`;
  return undefined;
}

/** The bytes that are timestamped, and stand in the file. */
export function headBytes({ size, hash, root }: LedgerHead): Buffer {
  return Buffer.from(canonicalJson({ size, hash, root }));
}

/**
 * Keeps a head. One that is kept already is left as it is.
 *
 * @throws DeadError `ledger_forked` when another head of that size is kept; FatalError `disk_full`
 */
export async function writeHeadFile(folder: string, head: LedgerHead): Promise<void> {
  const bytes = headBytes(head);
  const file = join(folder, `${head.size}.json`);
  await writeOnce(folder, file, bytes);
  if (!bytes.equals(await readFile(file)))
    throw new DeadError(
      'ledger_forked',
      `The head of ${head.size} ledger entries that is kept in ${file} is not the ledger's; run guazheng ledger verify.`,
    );
}

/** Keeps a response over a head, under the first number that is free. @throws FatalError `disk_full` */
export async function writeHeadTimestamp(folder: string, head: LedgerHead, response: Uint8Array): Promise<void> {
  for (let number = 1; ; number++) {
    const file = join(folder, `${head.size}.${number}.tsr`);
    await writeOnce(folder, file, response);
    // Another one has the name: that of another authority, or an earlier one whose row was never committed.
    if ((await readFile(file)).equals(response)) return;
  }
}

/**
 * The heads that are kept in a folder, smallest first, each compared with its timestamps. None where there is no such folder.
 * @throws InputError `head_file_unusable` naming the file
 */
export async function readHeadFiles(folder: string): Promise<KeptHead[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw new InputError('head_file_unusable', `The folder ${folder} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  const sizes = names.flatMap((name) => headName.exec(name)?.[1] ?? []).sort((a, b) => Number(a) - Number(b));
  const responses = new Map<string, string[]>();
  for (const name of names) {
    const size = responseName.exec(name)?.[1];
    if (size !== undefined) responses.set(size, [...(responses.get(size) ?? []), name]);
  }
  const heads: KeptHead[] = [];
  for (const size of sizes) {
    const file = join(folder, `${size}.json`);
    const head = await readHeadFile(file);
    const fault = await findFault(folder, size, head, responses.get(size) ?? []);
    heads.push({ head, from: file, ...(fault === undefined ? {} : { fault }) });
  }
  return heads;
}

async function readHeadFile(file: string): Promise<LedgerHead> {
  try {
    return ledgerHead.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const why = systemCodeOf(error) === undefined ? 'it is no head of a ledger' : messageOf(error);
    throw new InputError('head_file_unusable', `The file ${file} cannot be used: ${why}.`, { cause: error });
  }
}

async function findFault(
  folder: string,
  size: string,
  head: LedgerHead,
  responses: readonly string[],
): Promise<string | undefined> {
  if (String(head.size) !== size) return `the file holds a head of ${head.size} entries`;
  for (const name of responses) {
    try {
      await checkTimestamp(await readFile(join(folder, name)), headBytes(head));
    } catch (error) {
      return `the timestamp ${name} beside it is not good for it: ${messageOf(error)}`;
    }
  }
  return undefined;
}

async function writeOnce(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}.part-${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(part, bytes);
    await publish(part, file, dirname(folder));
  } catch (error) {
    throw diskFull(error, folder) ?? error;
  } finally {
    await rm(part, { force: true });
  }
}
