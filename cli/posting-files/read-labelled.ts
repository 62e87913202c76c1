import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { InputError } from '../../contracts/errors.js';
import { printable } from '../printable.js';
import { readPostingFile, requirePostingFiles } from './read-posting-file.js';

/** Reads files in which every row has a label. @throws InputError with file and line for the first row that has none or cannot be read. */
export async function readLabelled(files: readonly string[]): Promise<LabelledPosting[]> {
  await requirePostingFiles(files);
  const postings: LabelledPosting[] = [];
  for (const file of files) {
    for await (const item of readPostingFile(file)) {
      if ('problem' in item)
        throw new InputError(
          'row_invalid',
          `${file}, line ${item.line} cannot be read: ${printable(item.problem, 300)}; correct the row or leave it out.`,
        );
      const { label } = item.row;
      if (label === undefined) {
        throw new InputError(
          'label_missing',
          `${file}, line ${item.line}: the row has no label; write rental or genuine under «label».`,
        );
      }
      postings.push({ ...item.row, label });
    }
  }
  if (postings.length === 0) throw new InputError('no_rows', `There is no posting in ${files.join(', ')}.`);
  return postings;
}
