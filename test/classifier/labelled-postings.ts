import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { postingRow } from '../../contracts/posting-row.js';

/** The labelled files that the committed release was trained on, in the order in which a shell lists them. */
const labelledFiles = ['genuine-a', 'genuine-b', 'rental-a', 'rental-b'] as const;

export const projectFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Rows of a JSONL file, checked like any posting row; every one must have a label. */
export function readLabelledFile(file: string): LabelledPosting[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { label, ...row } = postingRow.parse(JSON.parse(line));
      if (label === undefined) throw new Error(`A row of ${file} has no label.`);
      return { ...row, label };
    });
}

export function readLabelledPostings(): LabelledPosting[] {
  return labelledFiles.flatMap((name) => readLabelledFile(projectFile(`fixtures/labelled/${name}.jsonl`)));
}
