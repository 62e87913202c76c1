import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FatalError } from '../../contracts/errors.js';

/**
 * A data file or folder of the project by its path below package.json, such as `evidence/law/articles.yaml`: found from the sources and
 * from `dist/` alike, which has folders of the same names and no data in them.
 * @throws FatalError `data_missing`
 */
export function dataFile(path: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const file = join(folder, path);
    if (existsSync(join(folder, 'package.json')) && existsSync(file)) return file;
    if (folder === dirname(folder)) {
      throw new FatalError('data_missing', `No folder above ${here} holds ${path}; install again.`);
    }
  }
}
