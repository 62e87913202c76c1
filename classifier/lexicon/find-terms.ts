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

export type FindTerms = (fields: readonly ReadField[]) => Findings;

/** More hits of one group say no more: the bound keeps rules quick on a text of one repeated word. */
const mostHitsOfAGroup = 64;

type Entry =
  | { kind: 'term'; group: string; negatable: boolean; refuses: boolean }
  | { kind: 'exception'; group: string }
  | { kind: 'first'; phrase: number }
  | { kind: 'second'; phrase: number; within: number; group: string; negatable: boolean; refuses: boolean }
  | { kind: 'before' }
  | { kind: 'touching' }
  | { kind: 'after' };

/** Prepares one automaton for all words of the lexicon: terms, their exceptions, and words of negation. */
export function createTermFinder(lexicon: Lexicon): FindTerms {
  const entries = new Map<string, Entry[]>();
  const add = (word: string, entry: Entry): void => {
    const present = entries.get(word);
    if (present === undefined) entries.set(word, [entry]);
    else present.push(entry);
  };
  let phrases = 0;
  for (const { id, negatable, refuses, ...group } of lexicon.groups) {
    for (const term of group.terms) add(term, { kind: 'term', group: id, negatable, refuses });
    for (const { first, second, within } of group.phrases) {
      const phrase = phrases++;
      for (const word of first) add(word, { kind: 'first', phrase });
      for (const word of second) add(word, { kind: 'second', phrase, within, group: id, negatable, refuses });
    }
    for (const exception of group.except) add(exception, { kind: 'exception', group: id });
  }
  for (const word of lexicon.negation.before) add(word, { kind: 'before' });
  for (const word of lexicon.negation.touching) add(word, { kind: 'touching' });
  for (const word of lexicon.negation.after) add(word, { kind: 'after' });
  const meanings = [...entries.values()];
  const automaton = new AhoCorasick([...entries.keys()]);
  const { reach } = lexicon.negation;

  return (fields) => {
    const findings: Findings = new Map();
    for (const [index, { normalised }] of fields.entries()) {
      const terms: {
        readonly group: string;
        readonly negatable: boolean;
        readonly start: number;
        readonly end: number;
      }[] = [];
      // Finds that a word of negation may belong to instead of to the term behind it.
      const claims: { start: number; end: number }[] = [];
      const exceptions = new Map<string, { start: number; end: number }[]>();
      const refusals: { start: number; end: number }[] = [];
      const refusedFrom = new Set<number>();
      const negatedFrom: number[] = [];
      // Where the last first half of each phrase stands: the nearest one counts.
      const firstHalves = new Map<number, { start: number; end: number }>();
      automaton.search(normalised.text, (word, start, end) => {
        for (const entry of meanings[word] ?? []) {
          if (entry.kind === 'term') {
            const term = { group: entry.group, negatable: entry.negatable, start, end };
            terms.push(term);
            if (!entry.refuses) claims.push(term);
          } else if (entry.kind === 'first') firstHalves.set(entry.phrase, { start, end });
          else if (entry.kind === 'second') {
            const half = firstHalves.get(entry.phrase);
            if (half === undefined || half.end > start || start - half.end > entry.within) continue;
            if (clauseEnd.test(normalised.text.slice(half.end, start))) continue;
            const term = { group: entry.group, negatable: entry.negatable, start: half.start, end };
            terms.push(term);
            if (!entry.refuses) claims.push(term);
          } else if (entry.kind === 'before') refusals.push({ start, end });
          else if (entry.kind === 'touching') refusedFrom.add(end);
          else if (entry.kind === 'after') negatedFrom.push(start);
          else {
            const present = exceptions.get(entry.group);
            if (present === undefined) exceptions.set(entry.group, [{ start, end }]);
            else present.push({ start, end });
          }
        }
      });
      // «无需坐班，挂靠»: a word of negation that goes on into another term speaks of that one.
      const negatedUntil = refusals
        .filter(({ start, end }) => !coversSome(claims, start, end + 1))
        .map(({ end }) => end);
      // They came in the order of their ends; rules want them in the order of the text.
      negatedFrom.sort((a, b) => a - b);
      terms.sort((a, b) => a.start - b.start || a.end - b.end);
      for (const term of terms) {
        if (coversSome(exceptions.get(term.group), term.start, term.end)) continue;
        const negated =
          term.negatable &&
          (refusedFrom.has(term.start) || isNegated(normalised.text, term, negatedUntil, negatedFrom, reach));
        push(findings, negated ? 'negated' : term.group, { field: index, start: term.start, end: term.end });
      }
    }
    return findings;
  };
}

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
function coversSome(spans: readonly { start: number; end: number }[] | undefined, start: number, end: number): boolean {
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
  term: { start: number; end: number },
  until: readonly number[],
  from: readonly number[],
  reach: number,
): boolean {
  const before = lastAtMost(until, term.start);
  if (before !== undefined && term.start - before <= reach && !sentenceEnd.test(text.slice(before, term.start)))
    return true;
  const after = firstAtLeast(from, term.end);
  return after !== undefined && after - term.end <= reach && !sentenceEnd.test(text.slice(term.end, after));
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
