import type { Judge } from '../../classifier/judge.js';
import { createPostingReader } from '../../classifier/read-posting.js';
import type { Release } from '../../classifier/release/read-release.js';
import { judgeRows } from '../../classifier/threads/judge-rows.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { demand } from '../demand.js';
import { interleavedRounds, type Rates, timesWithin } from '../interleaved-rounds.js';
import { BigramFloor } from './bigram-floor.js';
import { NaturalBayes, naturalOf, tokenOf, tokensOf } from './natural-model.js';
import { scanOf } from './scan-by-command.js';

export interface OneCore {
  readonly rates: Rates<'verdicts' | 'natural' | 'floor'>;
  /** Tokens that our model knows, and natural too. */
  readonly vocabulary: number;
  /** Share of the texts for which natural finds both labels impossible (0), so that its label is arbitrary. */
  readonly naturalUndecidedShare: number;
}

/** Times the classifier, natural and the floor by turns, once their results are right. @throws FatalError `bench_wrong` */
export async function compareOnOneCore(options: {
  readonly rows: readonly PostingRow[];
  readonly judge: Judge;
  readonly release: Release;
  readonly releaseFile: string;
  readonly rounds: number;
  /** How long the quick ones work in a round. */
  readonly roundMilliseconds: number;
  /** How many of the texts natural is given in a round. */
  readonly textsOfARound: number;
  readonly tell: (line: string) => void;
}): Promise<OneCore> {
  const { rows, judge, release, rounds, roundMilliseconds, textsOfARound, tell } = options;
  const { bayes, lexicon } = release.contents;
  await demandSameVerdicts(rows, judge, options.releaseFile);

  const floor = new BigramFloor();
  for (const { text } of rows) floor.hash(text);
  const pairs = rows.reduce((sum, { text }) => sum + Math.max(0, text.normalize('NFKC').length - 1), 0);
  demand(floor.count === pairs, `the floor made ${floor.count} hashes of ${pairs} pairs of characters`);

  const read = createPostingReader(lexicon);
  const tokens = rows.map((row) => read(row).fields.flatMap(({ normalised }) => tokensOf(normalised.text)));
  demandSameAsTrained(tokens.slice(0, 8));
  const natural = naturalOf({ ...bayes, tokens: bayes.ngrams.map(tokenOf) });
  let undecided = 0;
  for (const list of tokens) {
    const scores = natural.getClassifications(list);
    const labels = scores.map(({ label }) => label).sort();
    demand(labels.join() === 'genuine,rental', `natural gives the labels ${labels.join()}`);
    if (scores.every(({ value }) => value === 0)) undecided++;
  }

  tell('timing verdicts, natural and the floor by turns');
  const allRows = (): void => {
    for (const row of rows) judge(row);
  };
  const allHashes = (): void => {
    for (const { text } of rows) floor.hash(text);
  };
  const passes = {
    verdicts: timesWithin(roundMilliseconds, allRows),
    floor: timesWithin(roundMilliseconds, allHashes),
  };
  const repeat = (times: number, work: () => void): number => {
    for (let pass = 0; pass < times; pass++) work();
    return times * rows.length;
  };
  const rates = await interleavedRounds(
    [
      { name: 'verdicts', run: () => repeat(passes.verdicts, allRows) },
      {
        name: 'natural',
        run(round) {
          const given = tokens.slice(round * textsOfARound, (round + 1) * textsOfARound);
          for (const list of given) natural.classify(list);
          return given.length;
        },
      },
      { name: 'floor', run: () => repeat(passes.floor, allHashes) },
    ],
    rounds,
  );
  return { rates, vocabulary: bayes.ngrams.length, naturalUndecidedShare: undecided / rows.length };
}

/** The function that is timed gives what a user of the command gets. */
async function demandSameVerdicts(rows: readonly PostingRow[], judge: Judge, releaseFile: string): Promise<void> {
  const printed = await scanOf(rows, releaseFile, 1);
  demand(printed === judgeRows(judge, rows).lines, 'the verdicts differ from those of guazheng scan');
}

/** What natural is given as a model is what it would have learnt: trained here on a few documents, for it is slow. */
function demandSameAsTrained(documents: readonly (readonly string[])[]): void {
  const smoothing = 0.2;
  const trained = new NaturalBayes(null, smoothing);
  const labels = documents.map((_, index) => (index % 2 === 0 ? 'rental' : 'genuine'));
  const short = documents.map((tokens) => tokens.slice(0, 40));
  for (const [index, tokens] of short.entries()) trained.addDocument(tokens, labels[index] ?? '');
  trained.train();
  const vocabulary = [...new Set(short.flat())];
  const countIn = (label: string) =>
    vocabulary.map(
      (token) => short.filter((tokens, index) => labels[index] === label && tokens.includes(token)).length,
    );
  const documentsOf = (label: string) => labels.filter((each) => each === label).length;
  const restored = naturalOf({
    smoothing,
    tokens: vocabulary,
    rentalDocuments: documentsOf('rental'),
    genuineDocuments: documentsOf('genuine'),
    rentalCounts: countIn('rental'),
    genuineCounts: countIn('genuine'),
  });
  for (const tokens of short) {
    const [one, other] = [trained, restored].map((each) =>
      JSON.stringify(each.getClassifications(tokens.slice(0, 12))),
    );
    demand(one === other, `natural trained says ${one}, natural restored from counts ${other}`);
  }
}
