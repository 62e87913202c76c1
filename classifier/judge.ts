import type { PostingRow } from '../contracts/posting-row.js';
import type { Category, Reason, Verdict } from '../contracts/verdict.js';
import { originalSpan } from '../text/normalise/normalise.js';
import { createTextScorer, type Passage } from './bayes/score-texts.js';
import type { Contact } from './deal/read-contact.js';
import { readSide, readTerms } from './deal/read-terms.js';
import { createFeatureReader, isAccused, isTelling } from './features.js';
import type { RuleHit } from './lexicon/apply-rules.js';
import { widest } from './lexicon/find-terms.js';
import { logit, logOdds, probabilityOf } from './logistic.js';
import type { ReadField } from './read-fields.js';
import { createPostingReader, type ReadPosting } from './read-posting.js';
import type { Release } from './release/read-release.js';

/** A verdict, and the contacts that the posting names (they link postings to one broker). */
export interface Judgement {
  readonly verdict: Verdict;
  readonly contacts: readonly Contact[];
}

export type Judge = (row: PostingRow) => Judgement;

/** What a department may set about the stream that it judges. */
export interface JudgeOptions {
  /**
   * Share of rental ads that the stream is expected to hold, between 0 and 1: probabilities are given for it (Saerens et al. 2002).
   * Bands stay where the release was tested: they rest on the evidence alone. Absent: the share that the release was trained with.
   */
  readonly expectedShare?: number | undefined;
}

/** Prepares a release for judging: posting row in, verdict out; no database, no network, no clock. */
export function createJudge(release: Release, { expectedShare }: JudgeOptions = {}): Judge {
  const { lexicon, bayes, ngramLogistic, logistic, thresholds, prior } = release.contents;
  const read = createPostingReader(lexicon);
  const score = createTextScorer(bayes, ngramLogistic);
  const featuresIn = createFeatureReader(lexicon);
  const shift = expectedShare === undefined ? 0 : logit(expectedShare) - logit(prior);
  return (row) => {
    const posting = read(row);
    const { fields, findings, facts, hits } = posting;
    const scores = score(fields.map(({ normalised }) => normalised.text));
    const odds = logOdds(logistic, featuresIn(posting, scores));
    const evidence = probabilityOf(odds);
    const accusing = hits.filter((hit) => hit.rule.category !== undefined);
    // A regulator acts on reasons: what has none to point at is looked at by sample, never flagged.
    const band =
      evidence >= thresholds.flagged && isAccused(posting, scores)
        ? 'flagged'
        : evidence >= thresholds.borderline
          ? 'borderline'
          : 'clear';
    const verdict: Verdict = {
      band,
      probability: probabilityOf(odds + shift),
      categories: band === 'clear' ? [] : categoriesOf(accusing, evidence >= thresholds.flagged),
      side:
        band === 'clear'
          ? null
          : (accusing.find((hit) => hit.rule.side !== undefined)?.rule.side ?? readSide(findings)),
      reasons: [
        ...accusing.flatMap((hit) => reasonsOf(hit, posting)),
        ...passageReason(scores.logisticPassage, fields),
      ],
      terms: readTerms(fields, findings, facts),
      missing: [...posting.missing],
      release: release.id,
    };
    return { verdict, contacts: facts.contacts };
  };
}

/** False job information rides along where a rental ad poses as a job: that is what art. 24 forbids of it. */
function categoriesOf(accusing: readonly RuleHit[], flagged: boolean): Category[] {
  // What only a passage accuses is accused of what Bayes was trained to tell.
  const categories = new Set<Category>(flagged && accusing.length === 0 ? ['credential_rental'] : []);
  for (const hit of accusing) if (hit.rule.category !== undefined) categories.add(hit.rule.category);
  const posesAsJob = accusing.some(
    (hit) => hit.rule.id === 'credential_at_rent_price' || hit.rule.id === 'credential_without_attendance',
  );
  if (flagged && posesAsJob) categories.add('false_job');
  return [...categories];
}

/** One reason a place: each shows its own words, in the original text. */
function reasonsOf(hit: RuleHit, { fields, findings }: ReadPosting): Reason[] {
  const reasons: Reason[] = [];
  for (const place of hit.places) {
    const read = fields[place.field];
    // What is missing stands nowhere.
    if (read === undefined || place.end === place.start) continue;
    const shown = widest(place, findings, [...hit.rule.all, ...hit.rule.any]);
    const { start, end } = originalSpan(read.normalised, shown.start, shown.end);
    reasons.push({
      rule: hit.rule.id,
      field: read.field,
      start,
      end,
      text: read.normalised.original.slice(start, end),
      why: hit.rule.why,
    });
  }
  return reasons;
}

function passageReason(passage: Passage, fields: readonly ReadField[]): Reason[] {
  const read = fields[passage.text];
  if (read === undefined || !isTelling(passage)) return [];
  const { start, end } = originalSpan(read.normalised, passage.start, passage.end);
  const text = read.normalised.original.slice(start, end);
  return [
    { rule: 'bayes_passage', field: read.field, start, end, text, why: '这一段的用语与已知租证广告相近（朴素贝叶斯）' },
  ];
}
