import { join } from 'node:path';
import { labelsFromReviews } from '../casework/releases/labels-from-reviews.js';
import type { Lexicon } from '../classifier/lexicon/schema.js';
import { createContactMask } from '../classifier/mask-contacts.js';
import { parseRelease } from '../classifier/release/read-release.js';
import { type LabelledPosting, trainRelease } from '../classifier/train/train-release.js';
import { InputError } from '../contracts/errors.js';
import { openOutputFile } from './output-file.js';
import { readLabelled } from './posting-files/read-labelled.js';
import { requireFolder } from './require-folder.js';
import type { ExitCode } from './run-command.js';
import { readTrainingData } from './training-data.js';
import { withRecord } from './with-record.js';

export interface TrainOptions {
  readonly out: string;
  readonly name: string;
  readonly seed: number;
  readonly expectedShare?: number;
  /** Whether what people decided in the record is taken, too. */
  readonly reviews?: boolean;
  readonly json?: boolean;
}

/** `guazheng train [FILE…] [--reviews] --out DIR`: the same postings, lexicon, name and seed give the same bytes. */
export async function train(files: string[], options: TrainOptions): Promise<ExitCode> {
  if (files.length === 0 && options.reviews !== true)
    throw new InputError('no_rows', 'There is nothing to train on: name labelled files, or say --reviews.');
  await requireFolder(options.out, `The folder ${options.out}`);
  const file = join(options.out, 'release.json');
  const output = await openOutputFile(file);
  try {
    const { lexicon, background } = readTrainingData();
    const postings = [
      ...(files.length === 0 ? [] : await readLabelled(files)),
      ...(options.reviews === true ? await readReviewed(lexicon) : []),
    ];
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

/** The closed reviews of every organisation in the record. @throws InputError when there is none */
function readReviewed(lexicon: Lexicon): Promise<LabelledPosting[]> {
  return withRecord(async ({ database }) => {
    const postings: LabelledPosting[] = [];
    for await (const posting of labelsFromReviews(database, 'all', createContactMask(lexicon))) postings.push(posting);
    if (postings.length === 0)
      throw new InputError('no_rows', 'No review in the record is closed with a decision that says what a posting is.');
    return postings;
  });
}
