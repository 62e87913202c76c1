import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { InputError } from '../../contracts/errors.js';
import { printable } from '../../text/printable.js';
import { readPostingFile, requirePostingFiles } from './read-posting-file.js';

/** A labelled posting and where it stands; lines count from 1. */
export interface LabelledRow {
  readonly file: string;
  readonly line: number;
  readonly posting: LabelledPosting;
}

/** The postings of `readLabelledRows`, for those who need not say where one stands. */
export async function readLabelled(files: readonly string[]): Promise<LabelledPosting[]> {
  return (await readLabelledRows(files)).map((row) => row.posting);
}

/** Reads files in which every row has a label. @throws InputError with file and line for the first row that has none or cannot be read. */
export async function readLabelledRows(files: readonly string[]): Promise<LabelledRow[]> {
  await requirePostingFiles(files);
  const rows: LabelledRow[] = [];
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
      rows.push({ file, line: item.line, posting: { ...item.row, label } });
    }
  }
  if (rows.length === 0) throw new InputError('no_rows', `There is no posting in ${files.join(', ')}.`);
  return rows;
}
