import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Every file below the given folders whose name passes, as sorted paths relative to the root, with `/` on every system.
 * A folder that does not exist holds no files. `node_modules` is never entered.
 *
 * @param {string} root
 * @param {readonly string[]} folders relative to the root
 * @param {(path: string) => boolean} [wanted]
 * @returns {string[]}
 */
export function filesBelow(root, folders, wanted = () => true) {
  return folders
    .flatMap((folder) => walk(root, folder))
    .filter(wanted)
    .sort();
}

/** @returns {string[]} */
function walk(root, folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name).split(sep).join('/');
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/**
 * SHA-256 (hex) over paths and contents: it changes when a file is edited, added, renamed or deleted, and does not when one
 * is only touched. A path without a file counts as absent.
 *
 * @param {string} root
 * @param {readonly string[]} paths relative to the root
 * @param {readonly string[]} [words] anything else the result depends on, such as the platform
 */
export function fingerprint(root, paths, words = []) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(words));
  for (const path of paths) {
    const content = contentOf(join(root, path));
    hash.update(`\0${path}\0${content ? content.length : 'absent'}\0`);
    if (content) hash.update(content);
  }
  return hash.digest('hex');
}

function contentOf(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    // An editor may replace a file between the listing and this read.
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
