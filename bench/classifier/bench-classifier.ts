import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { readPostingFile } from '../../cli/posting-files/read-posting-file.js';
import { projectFolder } from '../../cli/project-folder.js';
import type { ExitCode } from '../../cli/run-command.js';
import { readSettings } from '../../cli/settings.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { demand } from '../demand.js';
import { median, medianRatio } from '../interleaved-rounds.js';
import { scoreKeywords } from '../keyword-baseline.js';
import { compareOnOneCore } from './one-core.js';
import { textsOfLength } from './texts-of-length.js';
import { compareTwoCores } from './two-cores.js';

const characters = 400;

/** How much is measured. */
export interface Extent {
  readonly rounds: number;
  /** How long the quick contestants work in a round, so that a clock tick or a collection hardly shows. */
  readonly roundMilliseconds: number;
  /** natural judges so many texts in a round, each of them once in the whole run: one takes it longer than the classifier takes for hundreds. */
  readonly textsOfARound: number;
}
const usual: Extent = { rounds: 9, roundMilliseconds: 500, textsOfARound: 32 };

/** `npm run bench -- classifier [--json]` */
export async function benchClassifier({ json }: { json: boolean }): Promise<ExitCode> {
  const figures = await measureClassifier(usual, (line) => process.stderr.write(`bench: ${line}\n`));
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : inWords(figures));
  return 0;
}

/**
 * Whole verdicts per second on one core, beside natural's naive Bayes on the same tokens and vocabulary and beside a floor, on the same texts in
 * the same run; two threads beside one; and what a list of key words finds in the labelled postings. Results are checked before anything is timed.
 *
 * @throws FatalError `bench_wrong` when a result is wrong
 */
export async function measureClassifier(
  { rounds, roundMilliseconds, textsOfARound }: Extent,
  tell: (line: string) => void,
): Promise<Readonly<Record<string, number | string>>> {
  const postings = await readLabelledFixtures();
  const keywords = scoreKeywords(postings);
  const texts = textsOfLength(postings, characters, rounds * textsOfARound);
  demand(texts.length === rounds * textsOfARound, `the labelled postings give ${texts.length} texts only`);
  const { releaseFile } = readSettings();
  const release = readRelease(releaseFile);
  const judge = createJudge(release);
  const rows = texts.map((text, index) => ({ id: String(index), text }));
  const common = { rows, judge, release, releaseFile, rounds, roundMilliseconds };

  tell(`${texts.length} texts of about ${characters} characters; checking results`);
  const oneCore = await compareOnOneCore({ ...common, textsOfARound, tell });
  tell('timing two threads beside one');
  const twoCores = await compareTwoCores(common);

  const { verdicts, natural, floor } = oneCore.rates;
  return {
    verdictsPerSecond: rounded(median(verdicts)),
    naturalPerSecond: rounded(median(natural)),
    floorPerSecond: rounded(median(floor)),
    ratioToNatural: rounded(medianRatio(verdicts, natural)),
    ratioToFloor: rounded(medianRatio(verdicts, floor)),
    twoCoreRatio: rounded(medianRatio(twoCores.two, twoCores.one)),
    meanCharacters: rounded(texts.reduce((sum, text) => sum + text.length, 0) / texts.length),
    texts: texts.length,
    rounds,
    vocabulary: oneCore.vocabulary,
    naturalUndecidedShare: rounded(oneCore.naturalUndecidedShare),
    keywordRecall: rounded(keywords.recall),
    keywordFalsePositiveRate: rounded(keywords.falsePositiveRate),
    release: release.id,
    node: process.version,
    cpus: cpus().length,
    cpuModel: cpus()[0]?.model ?? '',
  };
}

function inWords(figures: Readonly<Record<string, number | string>>): string {
  const width = Math.max(...Object.keys(figures).map((key) => key.length));
  return Object.entries(figures)
    .map(([key, value]) => `${key.padEnd(width)}  ${value}\n`)
    .join('');
}

/** Every labelled posting. The frozen ones are not touched: nothing may be tuned on them, speed neither. */
async function readLabelledFixtures(): Promise<PostingRow[]> {
  const folder = join(projectFolder(), 'fixtures', 'labelled');
  const postings: PostingRow[] = [];
  for (const name of readdirSync(folder).sort()) {
    for await (const item of readPostingFile(join(folder, name))) {
      demand('row' in item, `${name}, line ${item.line} cannot be read`);
      if ('row' in item) postings.push(item.row);
    }
  }
  return postings;
}

/** Three significant digits are as many as a measurement holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 4 : 3));
}
