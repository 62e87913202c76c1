/**
 * Tells what the labelled and the frozen postings are like, so that a person can judge whether they were written one by one:
 * `npx tsx scripts/report-fixtures.ts [--seed N] [--sample N] [--json]`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededDraw } from '../classifier/evaluate/random.js';
import { readLexicon } from '../classifier/lexicon/read-lexicon.js';
import { readLabelledRows } from '../cli/posting-files/read-labelled.js';
import { projectFolder } from '../cli/project-folder.js';
import { runCommand } from '../cli/run-command.js';
import { InputError, messageOf } from '../contracts/errors.js';
import { createNormaliser } from '../text/normalise/normalise.js';
import { type FixtureReport, type FixtureRow, nearDuplicate, reportFixtures } from './fixture-report/fixture-report.js';
import { createMask } from './fixture-report/mask-text.js';
import { sideBySide } from './fixture-report/side-by-side.js';

await runCommand(async () => {
  const { seed, sample, json } = readOptions();
  const rows = [...(await readCollection('labelled')), ...(await readCollection('frozen'))];
  // By id: the rows that a seed draws do not depend on how they are spread over files.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const lexicon = readLexicon(join(projectFolder(), 'classifier', 'lexicon'));
  const normalise = createNormaliser(lexicon);
  const mask = createMask(lexicon.groups.find(({ id }) => id === 'credential')?.terms ?? []);
  const report = reportFixtures(rows, {
    mask: ({ text, ...names }) => mask({ ...names, text: normalise(text).text }),
    draw: seededDraw(seed),
    sample,
  });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : inWords(report, rows));
  return 0;
});

function readOptions(): { seed: number; sample: number; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: '1' },
        sample: { type: 'string', default: '50' },
        json: { type: 'boolean', default: false },
      },
    });
    return { seed: wholeNumber('seed', values.seed), sample: wholeNumber('sample', values.sample), json: values.json };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('bad_option', messageOf(error), { cause: error });
  }
}

function wholeNumber(option: string, given: string): number {
  if (!/^\d{1,9}$/.test(given)) throw new InputError('bad_option', `--${option} ${given} is not a whole number.`);
  return Number(given);
}

async function readCollection(collection: 'labelled' | 'frozen'): Promise<FixtureRow[]> {
  const folder = join(projectFolder(), 'fixtures', collection);
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const rows = await readLabelledRows(names.sort().map((name) => join(folder, name)));
  return rows.map(({ file, line, posting }) => ({ id: posting.id ?? `${file}:${line}`, collection, posting }));
}

function inWords(report: FixtureReport, rows: readonly FixtureRow[]): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const heading = (id: string): string => {
    const row = rowOf.get(id);
    return `${id} ${row?.collection} ${row?.posting.label} ${row?.posting.slice ?? ''}`;
  };
  const textOf = (id: string): string => rowOf.get(id)?.posting.text ?? '';
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(28) : String(cell).padStart(9))).join('');
  return [
    `${report.rows} postings; over 200 characters: ${percent(report.longShare.rental)} of the rental ones, ${percent(report.longShare.genuine)} of the genuine ones`,
    '',
    line(['slice', 'label', 'labelled', 'frozen', 'long']),
    ...report.slices.map(({ slice, label, labelled, frozen, long }) => line([slice, label, labelled, frozen, long])),
    '',
    `${report.labelConflicts.length} masked texts under both labels`,
    ...report.labelConflicts.map(({ text, rental, genuine }) => `  rental ${rental}; genuine ${genuine}: ${text}`),
    '',
    `${report.sharedRuns.length} runs of 12 characters or more in several postings`,
    ...report.sharedRuns.map(({ run, ids }) => `  ${run}  ${ids.join(' ')}`),
    '',
    `${report.nearDuplicates.length} pairs of masked texts at least ${percent(nearDuplicate)} alike; the closest pair is ${percent(report.highestSimilarity)} alike`,
    ...report.nearDuplicates.map(({ ids, similarity }) => `  ${percent(similarity)}  ${ids.join(' ')}`),
    '',
    `${report.neighbours.length} postings by chance, each with the one most like it once numbers, names and credentials are masked`,
    ...[...report.neighbours]
      .sort((a, b) => b.similarity - a.similarity)
      .flatMap(({ id, nearest, similarity }) => [
        '',
        `── ${percent(similarity)} ── ${heading(id)} │ ${nearest === null ? '–' : heading(nearest)}`,
        sideBySide(textOf(id), nearest === null ? '' : textOf(nearest), 72),
      ]),
    '',
  ].join('\n');
}
