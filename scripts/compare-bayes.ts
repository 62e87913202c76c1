/**
 * Compares naive Bayes models on the labelled postings by cross-validation:
 * `npx tsx scripts/compare-bayes.ts [--folds K] [--seed N] [--smoothing A,B…] [--json]`.
 *
 * Bernoulli, multinomial and complement on character n-grams, and Bernoulli on words, all on the same folds
 * and of the texts that the classifier's own n-grams are taken from.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLexicon } from '../classifier/lexicon/read-lexicon.js';
import { createPostingReader } from '../classifier/read-posting.js';
import { assignFolds } from '../classifier/train/assign-folds.js';
import { readLabelled } from '../cli/posting-files/read-labelled.js';
import { projectFolder } from '../cli/project-folder.js';
import { runCommand } from '../cli/run-command.js';
import { InputError, messageOf } from '../contracts/errors.js';
import { compareModels, type ModelFigures } from './bayes-comparison/compare-models.js';

await runCommand(async () => {
  const { folds, seed, smoothings, json } = readOptions();
  const folder = join(projectFolder(), 'fixtures', 'labelled');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const postings = await readLabelled(files.sort().map((name) => join(folder, name)));
  const read = createPostingReader(readLexicon(join(projectFolder(), 'classifier', 'lexicon')));
  const figures = compareModels(
    {
      texts: postings.map((row) =>
        read(row)
          .masked.map(({ text }) => text)
          .join('\n'),
      ),
      rental: postings.map(({ label }) => label === 'rental'),
      foldOf: assignFolds(postings, folds, seed),
    },
    smoothings,
    () => performance.now(),
  );
  process.stdout.write(
    json ? `${JSON.stringify({ postings: postings.length, folds, seed, models: figures })}\n` : inWords(figures),
  );
  return 0;
});

function readOptions(): { folds: number; seed: number; smoothings: number[]; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        folds: { type: 'string', default: '10' },
        seed: { type: 'string', default: '1' },
        smoothing: { type: 'string', default: '0.002,0.02,0.2,1' },
        json: { type: 'boolean', default: false },
      },
    });
    const folds = Number(values.folds);
    const seed = Number(values.seed);
    const smoothings = values.smoothing.split(',').map(Number);
    if (!Number.isInteger(folds) || folds < 2)
      throw new InputError('bad_option', `--folds ${values.folds} is not a whole number from 2 on.`);
    if (!Number.isInteger(seed)) throw new InputError('bad_option', `--seed ${values.seed} is not a whole number.`);
    if (!smoothings.every((smoothing) => smoothing > 0 && Number.isFinite(smoothing)))
      throw new InputError('bad_option', `--smoothing ${values.smoothing} is not a list of numbers above 0.`);
    return { folds, seed, smoothings, json: values.json };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('bad_option', messageOf(error), { cause: error });
  }
}

function inWords(figures: readonly ModelFigures[]): string {
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index < 2 ? cell.padEnd(13) : cell.padStart(14))).join('');
  return [
    line(['model', 'features', 'smoothing', 'PR-AUC', 'recall at 1 %', 'recall at 2 %', 'seconds']),
    ...figures.map(({ model, features, smoothing, prAuc, recallAt1, recallAt2, seconds }) =>
      line([
        model,
        features,
        String(smoothing),
        ...[prAuc, recallAt1, recallAt2].map((x) => x.toFixed(4)),
        seconds.toFixed(2),
      ]),
    ),
    '',
  ].join('\n');
}
