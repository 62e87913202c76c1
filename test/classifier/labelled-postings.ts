import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { postingRow } from '../../contracts/posting-row.js';

export const projectFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The release that comes with the project. */
export const committedName = '2026.11.4';
export const committedRelease = projectFile(`classifier/releases/${committedName}/release.json`);

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

/** What the committed release was trained on, in the order in which a shell lists the files. */
export function readLabelledPostings(): LabelledPosting[] {
  return readFolder('fixtures/labelled');
}

/** What no training ever reads. */
export function readFrozenPostings(): LabelledPosting[] {
  return readFolder('fixtures/frozen');
}

function readFolder(folder: string): LabelledPosting[] {
  return readdirSync(projectFile(folder))
    .sort()
    .flatMap((name) => readLabelledFile(projectFile(`${folder}/${name}`)));
}
