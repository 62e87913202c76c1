/**
 * Counts the n-grams of honest postings for training: `npx tsx scripts/count-background.ts FILE…`.
 *
 * Takes the rows labelled genuine, of jobs (slices ending in `_job`), whose id ends in an even digit; the odd ones are left for
 * measuring. Only counts of n-grams that many postings share are written, to fixtures/background-counts/honest-postings.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { countBackground, formatBackgroundCounts } from '../classifier/bayes/background-counts.js';
import { readLexicon } from '../classifier/lexicon/read-lexicon.js';
import { createPostingReader } from '../classifier/read-posting.js';
import { readLabelled } from '../cli/posting-files/read-labelled.js';
import { projectFolder } from '../cli/project-folder.js';

const read = createPostingReader(readLexicon(join(projectFolder(), 'classifier', 'lexicon')));
const rows = (await readLabelled(process.argv.slice(2))).filter(
  ({ id = '', slice = '', label }) => label === 'genuine' && slice.endsWith('_job') && /[02468]$/.test(id),
);
const background = countBackground(
  rows.map((row) =>
    read(row)
      .masked.map(({ text }) => text)
      .join('\n'),
  ),
);
const file = join(projectFolder(), 'fixtures', 'background-counts', 'honest-postings.json');
await mkdir(dirname(file), { recursive: true });
await writeFile(file, formatBackgroundCounts(background));
process.stderr.write(`${background.documents} postings, ${background.counts.size} n-grams: ${file}\n`);
