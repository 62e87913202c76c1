import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLexicon } from '../classifier/lexicon/read-lexicon.js';
import { parseRelease } from '../classifier/release/read-release.js';
import { trainRelease } from '../classifier/train/train-release.js';
import { readLabelled } from './posting-files/read-labelled.js';
import { projectFolder } from './project-folder.js';
import type { ExitCode } from './run-command.js';

/** `guazheng train FILE… --out DIR`: the same files, lexicon, name and seed give the same bytes. */
export async function train(
  files: string[],
  options: { out: string; name: string; seed: number; json?: boolean },
): Promise<ExitCode> {
  const postings = await readLabelled(files);
  const lexicon = readLexicon(join(projectFolder(), 'classifier', 'lexicon'));
  const contents = trainRelease(postings, lexicon, { name: options.name, seed: options.seed });
  const file = join(options.out, 'release.json');
  const bytes = new TextEncoder().encode(`${JSON.stringify(contents)}\n`);
  const { id } = parseRelease(bytes, file);
  await mkdir(options.out, { recursive: true });
  await writeFile(`${file}.partial`, bytes);
  await rename(`${file}.partial`, file);
  const summary = { release: id, file, postings: postings.length, thresholds: contents.thresholds };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(summary)}\n`
      : `${id}: trained on ${postings.length} postings, written to ${file}\n`,
  );
  return 0;
}
