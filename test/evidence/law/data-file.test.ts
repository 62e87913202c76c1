import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { dataFile } from '../../../evidence/law/data-file.js';
import { project } from '../../cli/run-guazheng.js';

const folder = 'classifier/lexicon';

test('data lies beside the sources', () => {
  expect(dataFile(folder)).toBe(join(project, folder));
  expect(() => dataFile('classifier/nowhere')).toThrow('install again');
});

// Where a file of tests is run by itself, what is built may be old or missing.
test.runIf(process.env.npm_lifecycle_event === 'test')(
  'what is built finds it there, not in its own folder of that name',
  async () => {
    const built: unknown = await import(pathToFileURL(join(project, 'dist', 'evidence', 'law', 'data-file.js')).href);
    const found = (built as { dataFile: typeof dataFile }).dataFile(folder);
    expect(readdirSync(found)).toEqual(expect.arrayContaining([expect.stringMatching(/\.yaml$/)]));
  },
);
