import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FatalError } from '../contracts/errors.js';

/** The folder that holds package.json: data files lie there whether this runs from source or from `dist/`. */
export function projectFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new FatalError('project_missing', 'The project folder (package.json) was not found above this program.');
  }
}
