import { AhoCorasick } from '../../text/aho-corasick.js';
import type { ReadField } from '../read-fields.js';
import type { Lexicon } from './schema.js';

/** A group or fact found at a place: offsets into the field's normal form. */
export interface Found {
  /** Index into the posting's read fields. */
  readonly field: number;
  readonly start: number;
  readonly end: number;
}

/** What was found of each group or fact, by its id, in the order of the text. */
export type Findings = Map<string, Found[]>;

/** Words of the code's own, by what they mention: elements of art. 24, provinces, how a deal is put. */
export type Notions = Readonly<Record<string, readonly string[]>>;

/** The notions that a posting mentions near the beginnings of its fields. */
export type Mentions = ReadonlySet<string>;

export interface Words {
  readonly findings: Findings;
  readonly mentions: Mentions;
}

export type FindTerms = (fields: readonly ReadField[]) => Findings;
export type FindWords = (fields: readonly ReadField[]) => Words;

/** More hits of one group say no more: the bound keeps rules quick on a text of one repeated word. */
const mostHitsOfAGroup = 64;

/** Notions are looked for in so many characters of a field: an ad says who, where and for how much before. */
const mentionedWithin = 5000;

/** What a word means. One shape for all kinds, so that reading it stays quick. */
interface Meaning {
  readonly kind: 'term' | 'exception' | 'first' | 'second' | 'before' | 'touching' | 'after' | 'notion';
  /** Of terms, second halves and exceptions: index of the group. */
  readonly group: number;
  /** Of halves: index of the phrase, and how far apart they may be. */
  readonly phrase: number;
  readonly within: number;
  readonly notion: string;
}

const nothing = { group: 0, phrase: 0, within: 0, notion: '' };

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Term extends Span {
  readonly group: number;
}

/** Prepares one automaton for all words of the lexicon: terms, their exceptions, and words of negation. */
export function createTermFinder(lexicon: Lexicon): FindTerms {
  const find = createWordFinder(lexicon, {});
  return (fields) => find(fields).findings;
}

/** Prepares one automaton for the words of the lexicon and for the notions, so that a text is gone through once. */
export function createWordFinder({ groups, negation }: Lexicon, notions: Notions): FindWords {
  const meaningsOf = new Map<string, Meaning[]>();
  const add = (words: readonly string[], meaning: Meaning): void => {
    for (const word of words) {
      const present = meaningsOf.get(word);
      if (present === undefined) meaningsOf.set(word, [meaning]);
      else present.push(meaning);
    }
  };
  let phrases = 0;
  for (const [group, { terms, phrases: own, except }] of groups.entries()) {
    add(terms, { ...nothing, kind: 'term', group });
    for (const { first, second, within } of own) {
      const phrase = phrases++;
      add(first, { ...nothing, kind: 'first', phrase });
      add(second, { ...nothing, kind: 'second', phrase, within, group });
    }
    add(except, { ...nothing, kind: 'exception', group });
  }
  add(negation.before, { ...nothing, kind: 'before' });
  add(negation.touching, { ...nothing, kind: 'touching' });
  add(negation.after, { ...nothing, kind: 'after' });
  for (const [notion, words] of Object.entries(notions)) add(words, { ...nothing, kind: 'notion', notion });
  const meanings = [...meaningsOf.values()];
  const automaton = new AhoCorasick([...meaningsOf.keys()]);
  const { reach } = negation;
  /** Where the last first half of each phrase begins and ends, from −1: the nearest one counts. */
  const firstStarts = new Int32Array(phrases);
  const firstEnds = new Int32Array(phrases);

  return (fields) => {
    const findings: Findings = new Map();
    const mentions = new Set<string>();
    for (const [index, { normalised }] of fields.entries()) {
      const { text } = normalised;
      const terms: Term[] = [];
      // Finds that a word of negation may belong to instead of to the term behind it.
      const claims: Span[] = [];
      const exceptions: (Span[] | undefined)[] = [];
      const refusals: Span[] = [];
      const refusedFrom: number[] = [];
      const negatedFrom: number[] = [];
      firstEnds.fill(-1);
      const found = (group: number, start: number, end: number): void => {
        const term = { group, start, end };
        terms.push(term);
        if (groups[group]?.refuses !== true) claims.push(term);
      };
      automaton.search(text, (word, start, end) => {
        for (const { kind, group, phrase, within, notion } of meanings[word] ?? []) {
          if (kind === 'notion') {
            if (end <= mentionedWithin) mentions.add(notion);
          } else if (kind === 'term') found(group, start, end);
          else if (kind === 'first') {
            firstStarts[phrase] = start;
            firstEnds[phrase] = end;
          } else if (kind === 'second') {
            const half = firstEnds[phrase] ?? -1;
            if (half === -1 || half > start || start - half > within) continue;
            if (!clauseEnd.test(text.slice(half, start))) found(group, firstStarts[phrase] ?? 0, end);
          } else if (kind === 'before') refusals.push({ start, end });
          else if (kind === 'touching') refusedFrom.push(end);
          else if (kind === 'after') negatedFrom.push(start);
          else {
            const present = exceptions[group];
            if (present === undefined) exceptions[group] = [{ start, end }];
            else present.push({ start, end });
          }
        }
      });
      if (terms.length === 0) continue;
      // «无需坐班，挂靠»: a word of negation that goes on into another term speaks of that one.
      const negatedUntil: number[] = [];
      for (const { start, end } of refusals) if (!coversSome(claims, start, end + 1)) negatedUntil.push(end);
      // They came in the order of their ends; rules want them in the order of the text.
      negatedFrom.sort((a, b) => a - b);
      terms.sort((a, b) => a.start - b.start || a.end - b.end);
      for (const { group, start, end } of terms) {
        if (coversSome(exceptions[group], start, end)) continue;
        const { id, negatable } = groups[group] ?? unknownGroup;
        const negated =
          negatable &&
          (lastAtMost(refusedFrom, start) === start || isNegated(text, start, end, negatedUntil, negatedFrom, reach));
        push(findings, negated ? 'negated' : id, { field: index, start, end });
      }
    }
    return { findings, mentions };
  };
}

/** Stands where an index names no group, which none does. */
const unknownGroup = { id: '', negatable: false };

/** The longest place of the same groups that holds a place: 建造 inside 建造师 is no word to show a reader. */
export function widest(place: Found, findings: Findings, ids: Iterable<string>): Found {
  let best = place;
  for (const id of ids) {
    for (const other of findings.get(id) ?? []) {
      const holds = other.field === place.field && other.start <= place.start && other.end >= place.end;
      if (holds && other.end - other.start > best.end - best.start) best = other;
    }
  }
  return best;
}

export function push(findings: Findings, id: string, found: Found): void {
  const present = findings.get(id);
  if (present === undefined) findings.set(id, [found]);
  else if (present.length < mostHitsOfAGroup) present.push(found);
}

/** Both lists come in the order of their ends, so that a look from the last one back ends early. */
function coversSome(spans: readonly Span[] | undefined, start: number, end: number): boolean {
  if (spans === undefined) return false;
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < spans.length && i < low + 16; i++) {
    if ((spans[i]?.start ?? end) <= start) return true;
  }
  return false;
}

const sentenceEnd = /[\n。;!?]/;
const clauseEnd = /[\n。;!?,:]/;

/** «拒绝任何挂靠»: a word of negation ends shortly before the term, or one begins shortly behind it, in the same sentence. */
function isNegated(
  text: string,
  start: number,
  end: number,
  until: readonly number[],
  from: readonly number[],
  reach: number,
): boolean {
  const before = lastAtMost(until, start);
  if (before !== undefined && start - before <= reach && !sentenceEnd.test(text.slice(before, start))) return true;
  const after = firstAtLeast(from, end);
  return after !== undefined && after - end <= reach && !sentenceEnd.test(text.slice(end, after));
}

function lastAtMost(sorted: readonly number[], limit: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

function firstAtLeast(sorted: readonly number[], limit: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}
