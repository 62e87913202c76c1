import { join } from 'node:path';
import { parseRelease } from '../classifier/release/read-release.js';
import { trainRelease } from '../classifier/train/train-release.js';
import { openOutputFile } from './output-file.js';
import { readLabelled } from './posting-files/read-labelled.js';
import { requireFolder } from './require-folder.js';
import type { ExitCode } from './run-command.js';
import { readTrainingData } from './training-data.js';

/** `guazheng train FILE… --out DIR`: the same files, lexicon, name and seed give the same bytes. */
export async function train(
  files: string[],
  options: { out: string; name: string; seed: number; expectedShare?: number; json?: boolean },
): Promise<ExitCode> {
  await requireFolder(options.out, `The folder ${options.out}`);
  const file = join(options.out, 'release.json');
  const output = await openOutputFile(file);
  try {
    const postings = await readLabelled(files);
    const { lexicon, background } = readTrainingData();
    const { name, seed, expectedShare } = options;
    const contents = trainRelease(postings, lexicon, { name, seed, background, expectedShare });
    const text = `${JSON.stringify(contents)}\n`;
    const { id } = parseRelease(new TextEncoder().encode(text), file);
    await output.write(text);
    await output.flush();
    await output.publish();
    const summary = { release: id, file, postings: postings.length, thresholds: contents.thresholds };
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify(summary)}\n`
        : `${id}: trained on ${postings.length} postings, written to ${file}\n`,
    );
    return 0;
  } finally {
    await output.discard();
  }
}
