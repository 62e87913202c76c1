import type { PostingRow, TextField } from '../../contracts/posting-row.js';
import type { Category, Element, Verdict } from '../../contracts/verdict.js';
import { originalSpan } from '../../text/normalise/normalise.js';
import { createTextScorer } from '../bayes/score-texts.js';
import { createFeatureReader } from '../features.js';
import { createJudge } from '../judge.js';
import { type Found, widest } from '../lexicon/find-terms.js';
import { facts } from '../lexicon/schema.js';
import { createPostingReader, type ReadPosting } from '../read-posting.js';
import type { Release } from '../release/read-release.js';
import { createNgramContributions, type NgramContribution } from './ngram-contributions.js';

/** Words as they were written, and where: UTF-16 offsets into the original field. */
export interface Words {
  readonly field: TextField;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface FoundGroup {
  readonly id: string;
  readonly kind: 'group' | 'fact';
  readonly meaning: string;
  readonly words: readonly Words[];
}

export interface HeldRule {
  readonly rule: string;
  readonly why: string;
  readonly source: string;
  /** What it accuses of; null for a rule that only makes an accusation likelier (weight above 0) or unlikelier. */
  readonly category: Category | null;
  /** The expert's. */
  readonly weight: number;
  readonly words: readonly Words[];
}

/** What one feature adds to the log odds. */
export interface Contribution {
  readonly feature: string;
  readonly why: string;
  readonly weight: number;
  readonly value: number;
  readonly logOdds: number;
}

/** Everything between a text and its verdict. */
export interface Explanation {
  readonly normalForm: readonly { readonly field: TextField; readonly text: string }[];
  readonly found: readonly FoundGroup[];
  readonly rules: readonly HeldRule[];
  readonly verdict: Verdict;
  readonly thresholds: { readonly flagged: number; readonly borderline: number };
  /** Log odds before any feature. */
  readonly intercept: number;
  /** Features that are not zero, those that weigh most first. */
  readonly contributions: readonly Contribution[];
  /** Character n-grams behind the scores of the whole text, those that weigh most first; at most forty. */
  readonly ngrams: readonly NgramContribution[];
}

const mostNgrams = 40;

export type Explainer = (row: PostingRow) => Explanation;

/** Prepares a release for explaining. @param elementName what people call the elements of art. 24 */
export function createExplainer(release: Release, elementName: Readonly<Record<Element, string>>): Explainer {
  const { lexicon, thresholds, logistic } = release.contents;
  const read = createPostingReader(lexicon);
  const judge = createJudge(release);
  const ngrams = createNgramContributions(release.contents);
  const meanings = new Map<string, string>([
    ...lexicon.groups.map(({ id, meaning }) => [id, meaning] as const),
    ...Object.entries(facts),
  ]);
  const groups = new Set(lexicon.groups.map(({ id }) => id));
  const contributions = createContributionReader(release, { meanings, elementName });
  return (row) => {
    const posting = read(row);
    return {
      normalForm: posting.fields.map(({ field, normalised }) => ({ field, text: normalised.text })),
      found: [...posting.findings].map(([id, places]) => ({
        id,
        kind: groups.has(id) ? 'group' : 'fact',
        meaning: meanings.get(id) ?? '',
        words: places.flatMap((place) => wordsAt(posting, place)),
      })),
      rules: posting.hits.map(({ rule, places }) => ({
        rule: rule.id,
        why: rule.why,
        source: rule.source,
        category: rule.category ?? null,
        weight: rule.weight,
        words: places.flatMap((place) => wordsAt(posting, widest(place, posting.findings, [...rule.all, ...rule.any]))),
      })),
      verdict: judge(row).verdict,
      thresholds,
      intercept: logistic.intercept,
      contributions: contributions(posting),
      ngrams: ngrams(posting.masked.map(({ text }) => text)).slice(0, mostNgrams),
    };
  };
}

/** @param names meanings of groups and facts, and the names of elements */
function createContributionReader(
  { contents: { lexicon, bayes, ngramLogistic, features, logistic } }: Release,
  names: Names,
): (posting: ReadPosting) => Contribution[] {
  const score = createTextScorer(bayes, ngramLogistic);
  const featuresIn = createFeatureReader(lexicon);
  const whyOfRule = new Map(lexicon.rules.map((rule) => [rule.id, rule.why]));
  return (posting) => {
    const vector = featuresIn(posting, score(posting.masked.map(({ text }) => text)));
    return features
      .map((feature, index): Contribution => {
        const weight = logistic.weights[index] ?? 0;
        const value = vector[index] ?? 0;
        const why = whyOfRule.get(feature) ?? featureMeaning(feature, names);
        return { feature, why, weight, value, logOdds: weight * value };
      })
      .filter((contribution) => contribution.logOdds !== 0)
      .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
  };
}

interface Names {
  readonly meanings: ReadonlyMap<string, string>;
  readonly elementName: Readonly<Record<Element, string>>;
}

/** What a feature that is no rule says, by the names that `featuresOf` gives. */
function featureMeaning(feature: string, { meanings, elementName }: Names): string {
  const [kind, name = ''] = feature.split(':');
  if (kind === 'found') return `出现：${meanings.get(name) ?? name}`;
  if (kind === 'missing') return `缺少：${elementName[name as Element] ?? name}`;
  const meaning = scoreMeaning[kind ?? ''] ?? '';
  return name === '' ? meaning : `${meaning}，按${name === 'long' ? '长' : '短'}文计`;
}

const scoreMeaning: Readonly<Record<string, string>> = {
  length: '正文长短',
  bayes_whole: '全文用语（朴素贝叶斯）',
  bayes_passage: '最可疑一段的用语（朴素贝叶斯）',
  ngrams_whole: '全文用语（字串逻辑回归）',
  ngrams_passage: '最可疑一段的用语（字串逻辑回归）',
};

function wordsAt({ fields }: ReadPosting, { field, start, end }: Found): Words[] {
  const read = fields[field];
  // What is found missing stands nowhere.
  if (read === undefined || start === end) return [];
  const span = originalSpan(read.normalised, start, end);
  return [{ field: read.field, ...span, text: read.normalised.original.slice(span.start, span.end) }];
}
