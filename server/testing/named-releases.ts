import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRelease, type Release } from '../../classifier/release/read-release.js';
import { InputError } from '../../contracts/errors.js';
import { RequestError } from '../request-error.js';

export interface NamedRelease {
  /** Folder that it lies in. */
  readonly name: string;
  /** Null where it is of another code version. */
  readonly release: Release | null;
}

/** Releases of 4 MB each are read once; the folder is part of the program. */
const read = new Map<string, Release | null>();

/** The releases that come with the program, rising by name. */
export async function listNamedReleases(folder: string): Promise<NamedRelease[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(names.sort().map(async (name) => ({ name, release: await readNamed(folder, name) })));
}

/** @param name is looked up in the folder's list, never made into a path. @throws RequestError 404 */
export async function findNamedRelease(folder: string, name: string): Promise<Release> {
  const found = (await listNamedReleases(folder)).find((named) => named.name === name)?.release;
  if (found == null) throw new RequestError(404, 'release_unknown', '没有这个研判版本，或它与本程序的版本不符。');
  return found;
}

async function readNamed(folder: string, name: string): Promise<Release | null> {
  const file = join(folder, name, 'release.json');
  const known = read.get(file);
  if (known !== undefined) return known;
  const release = await readFile(file).then(
    (bytes) => parseUsable(bytes, file),
    () => null,
  );
  read.set(file, release);
  return release;
}

function parseUsable(bytes: Uint8Array, file: string): Release | null {
  try {
    return parseRelease(bytes, file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return null;
  }
}
