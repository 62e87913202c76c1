import type { PostingRow } from '../contracts/posting-row.js';
import type { Category, Reason, Verdict } from '../contracts/verdict.js';
import { originalSpan } from '../text/normalise/normalise.js';
import { createTextScorer, type Passage } from './bayes/score-texts.js';
import type { Contact } from './deal/read-contact.js';
import { readSide, readTerms } from './deal/read-terms.js';
import { createAccusation, createFeatureReader, isTelling } from './features.js';
import type { RuleHit } from './lexicon/apply-rules.js';
import { widest } from './lexicon/find-terms.js';
import { logOdds, priorShift, probabilityOf } from './logistic.js';
import { createPostingReader, type ReadPosting } from './read-posting.js';
import type { Release } from './release/read-release.js';

/** A verdict, and the contacts that the posting names (they link postings to one broker). */
export interface Judgement {
  readonly verdict: Verdict;
  readonly contacts: readonly Contact[];
}

export type Judge = (row: PostingRow) => Judgement;

/** Prepares a release for judging: posting row in, verdict out; no database, no network, no clock. */
export function createJudge(release: Release): Judge {
  const { lexicon, bayes, ngramLogistic, logistic, thresholds, prior, trainedShare } = release.contents;
  const read = createPostingReader(lexicon);
  const score = createTextScorer(bayes, ngramLogistic);
  const featuresIn = createFeatureReader(lexicon);
  const isAccused = createAccusation(lexicon);
  const shift = priorShift(trainedShare, prior);
  return (row) => {
    const posting = read(row);
    const { fields, findings, facts, hits } = posting;
    const scores = score(posting.masked.map(({ text }) => text));
    const probability = probabilityOf(logOdds(logistic, featuresIn(posting, scores)) + shift);
    const accusing = hits.filter((hit) => hit.rule.category !== undefined);
    // A regulator acts on reasons: what has none to point at is looked at by sample, never flagged.
    const band =
      probability >= thresholds.flagged && isAccused(posting, scores)
        ? 'flagged'
        : probability >= thresholds.borderline
          ? 'borderline'
          : 'clear';
    const verdict: Verdict = {
      band,
      probability,
      categories: band === 'clear' ? [] : categoriesOf(accusing, probability >= thresholds.flagged),
      side:
        band === 'clear'
          ? null
          : (accusing.find((hit) => hit.rule.side !== undefined)?.rule.side ?? readSide(findings)),
      reasons: [
        ...accusing.flatMap((hit) => reasonsOf(hit, posting)),
        ...passageReason(scores.logisticPassage, posting),
      ],
      terms: readTerms(fields, posting, facts),
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

function passageReason(passage: Passage, { fields, masked }: ReadPosting): Reason[] {
  const read = fields[passage.text];
  const seen = masked[passage.text];
  if (read === undefined || seen === undefined || !isTelling(passage)) return [];
  const inNormal = seen.toNormal(passage.start, passage.end);
  const { start, end } = originalSpan(read.normalised, inNormal.start, inNormal.end);
  const text = read.normalised.original.slice(start, end);
  return [
    { rule: 'bayes_passage', field: read.field, start, end, text, why: '这一段的用语与已知租证广告相近（朴素贝叶斯）' },
  ];
}
