import type { Element } from '../contracts/verdict.js';
import type { NgramScores, Passage } from './bayes/score-texts.js';
import { facts, type Lexicon } from './lexicon/schema.js';
import type { ReadPosting } from './read-posting.js';

/** What an expert holds of a feature before any data, and how firmly. */
export interface Feature {
  readonly name: string;
  readonly weight: number;
  /** +1 where the weight must not fall below zero, −1 where it must not rise above, 0 where it is free. */
  readonly sign: -1 | 0 | 1;
  readonly precision: number;
}

/** Chosen by cross-validation on the labelled fixtures. */
const rulePrecision = 2;
/** Single findings carry no expert's weight and accuse nobody: they only shift what rules and scores say. */
const findingPrecision = 4;
const scorePrecision = 2;
const scoreWeight = 0.3;

const elements: readonly Element[] = ['employer', 'headcount', 'conditions', 'duties', 'place', 'pay'];

/** Facts that code reads. Missing elements are features of their own. */
const factNames = Object.keys(facts).filter((fact) => !fact.startsWith('missing_'));

function signOf(leaning: Lexicon['groups'][number]['leaning']): Feature['sign'] {
  if (leaning === undefined) return 0;
  return leaning === 'rental' ? 1 : -1;
}

const scoreNames = ['bayes_whole', 'bayes_passage', 'ngrams_whole', 'ngrams_passage'] as const;

/**
 * Up to so many characters a posting is all short, from so many on all long. A long honest one has many passages, and the strongest of them
 * says less; a short one is a passage itself. So each score has two weights, and those between take from both. Chosen by
 * cross-validation that leaves whole hands out.
 */
const shortLength = 60;
const longLength = 300;

/** How long a posting is, from 0 (short) to 1 (long), by the logarithm of its characters. @param texts fields as n-grams see them */
export function shareOfLong(texts: readonly { readonly length: number }[]): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.log(Math.max(1, length) / shortLength) / Math.log(longLength / shortLength);
  return Math.max(0, Math.min(1, share));
}

/** The features of a lexicon in the order of the vector: its rules, single findings, missing elements, length, n-gram scores. */
export function featuresOf(lexicon: Lexicon): Feature[] {
  const free = (name: string): Feature => ({ name, weight: 0, sign: 0, precision: findingPrecision });
  return [
    // A rule that accuses never speaks for the advertiser because of a few odd fixtures, nor the other way round.
    ...lexicon.rules.map(({ id, weight }) => ({
      name: id,
      weight,
      sign: weight > 0 ? (1 as const) : (-1 as const),
      precision: rulePrecision,
    })),
    ...lexicon.groups.map(({ id, leaning }) => ({ ...free(`found:${id}`), sign: signOf(leaning) })),
    ...factNames.map((name) => free(`found:${name}`)),
    // What the law asks for and is not there never speaks for the advertiser.
    ...elements.map((name) => ({ ...free(`missing:${name}`), sign: 1 as const })),
    free('length'),
    ...scoreNames.flatMap((name) =>
      (['short', 'long'] as const).map((length) => ({
        name: `${name}:${length}`,
        weight: scoreWeight,
        sign: 1 as const,
        precision: scorePrecision,
      })),
    ),
  ];
}

/** Largest absolute value of a score: one strange text must not outweigh everything else. */
const largestScore = 12;
/**
 * However much of a posting is honest, its whole says no more for it than this: one paragraph that rents makes a rental ad of
 * any advertisement, and a long honest one must not be paid for by its length.
 */
const leastBayesWhole = -2;

export type FeatureReader = (posting: ReadPosting, scores: NgramScores) => Float64Array;

/** Prepares the vector of a posting: 1 for each rule that holds, each finding and each missing element; its length; bounded scores. */
export function createFeatureReader(lexicon: Lexicon): FeatureReader {
  const size = featuresOf(lexicon).length;
  const names = [...lexicon.groups.map((group) => group.id), ...factNames];
  const indexOfRule = new Map(lexicon.rules.map(({ id }, index) => [id, index]));
  return ({ findings, missing, hits, masked }, scores) => {
    const vector = new Float64Array(size);
    for (const { rule } of hits) vector[indexOfRule.get(rule.id) ?? 0] = 1;
    let at = lexicon.rules.length;
    for (const name of names) vector[at++] = findings.has(name) ? 1 : 0;
    for (const element of elements) vector[at++] = missing.includes(element) ? 1 : 0;
    const long = shareOfLong(masked.map(({ text }) => text));
    vector[at++] = long;
    for (const score of [
      bounded(scores.bayes, leastBayesWhole),
      bounded(scores.bayesPassage.score, -largestScore),
      bounded(scores.logistic, -largestScore),
      bounded(scores.logisticPassage.score, -largestScore),
    ]) {
      vector[at++] = score * (1 - long);
      vector[at++] = score * long;
    }
    return vector;
  };
}

function bounded(score: number, least: number): number {
  return Math.max(least, Math.min(largestScore, score));
}

/** From this score on the strongest passage is shown as a reason of its own: its n-grams together speak for a rental ad. */
const tellingPassage = 0.3;

export function isTelling(passage: Passage): boolean {
  return passage.score >= tellingPassage && passage.end > passage.start;
}

export type Accusation = (posting: ReadPosting, scores: NgramScores) => boolean;

/**
 * A posting may be flagged only if there is something that a person can point at: a rule with a category holds, or a passage
 * whose words tell, in a posting that speaks of something which accusing rules look for (a certificate, not coming to work,
 * a sum like a rent): loans and promotions sound alike, and must not be flagged for their tone.
 */
export function createAccusation(lexicon: Lexicon): Accusation {
  const groups = new Set(lexicon.groups.map((group) => group.id));
  const accusing = new Set(
    lexicon.rules
      .filter((rule) => rule.category !== undefined)
      .flatMap(({ all, any }) => [...all, ...any])
      .filter((name) => groups.has(name) || name === 'rent_sized_year'),
  );
  return ({ hits, findings }, scores) => {
    if (hits.some((hit) => hit.rule.category !== undefined)) return true;
    return isTelling(scores.logisticPassage) && [...findings.keys()].some((name) => accusing.has(name));
  };
}
