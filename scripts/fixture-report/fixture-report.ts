import type { Draw } from '../../classifier/evaluate/random.js';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import type { MaskText } from './mask-text.js';
import { findSharedRuns } from './shared-runs.js';
import { findTextNeighbours } from './text-neighbours.js';

/** A labelled posting and the collection that it belongs to. */
export interface FixtureRow {
  readonly id: string;
  readonly collection: 'labelled' | 'frozen';
  readonly posting: LabelledPosting;
}

export interface SliceCount {
  readonly slice: string;
  readonly label: 'rental' | 'genuine';
  readonly labelled: number;
  readonly frozen: number;
  /** How many of both have more than 200 characters. */
  readonly long: number;
}

export interface FixtureReport {
  readonly rows: number;
  readonly slices: readonly SliceCount[];
  /** Share of texts of more than 200 characters, by label. */
  readonly longShare: { readonly rental: number; readonly genuine: number };
  readonly sharedRuns: readonly { readonly run: string; readonly ids: readonly string[] }[];
  /** Postings of the same masked text under both labels. */
  readonly labelConflicts: readonly {
    readonly text: string;
    readonly rental: readonly string[];
    readonly genuine: readonly string[];
  }[];
  readonly nearDuplicates: readonly { readonly ids: readonly [string, string]; readonly similarity: number }[];
  /** Of the two masked texts most alike. */
  readonly highestSimilarity: number;
  /** For rows drawn by chance the row whose masked text is most alike; null where none shares anything. */
  readonly neighbours: readonly { readonly id: string; readonly nearest: string | null; readonly similarity: number }[];
}

export interface ReportOptions {
  /** Masks a posting's text: two rows of one template must read alike afterwards. */
  readonly mask: MaskText;
  readonly draw: Draw;
  /** How many rows are drawn for the comparison by eye. */
  readonly sample: number;
}

/** «A third of them over 200 characters». */
const longText = 200;
const runLength = 12;
/** Well above what texts have in common that are about the same thing: written one by one, their closest pair stays below 0.2. */
export const nearDuplicate = 0.3;

/** What can be counted and compared in the labelled and frozen postings: whether they were written one by one, and labelled alike. */
export function reportFixtures(rows: readonly FixtureRow[], { mask, draw, sample }: ReportOptions): FixtureReport {
  const masked = rows.map(({ posting }) => mask(posting));
  const idOf = (index: number): string => rows[index]?.id ?? '';
  const { nearest, pairs } = findTextNeighbours(masked, nearDuplicate);
  return {
    rows: rows.length,
    slices: countSlices(rows),
    longShare: { rental: longShare(rows, 'rental'), genuine: longShare(rows, 'genuine') },
    sharedRuns: findSharedRuns(
      rows.map(({ posting }) => posting.text),
      runLength,
    ).map(({ run, texts }) => ({ run, ids: texts.map(idOf) })),
    labelConflicts: findLabelConflicts(rows, masked),
    nearDuplicates: pairs.map(({ first, second, similarity }) => ({ ids: [idOf(first), idOf(second)], similarity })),
    highestSimilarity: Math.max(0, ...nearest.map((neighbour) => neighbour?.similarity ?? 0)),
    neighbours: drawRows(rows.length, sample, draw).map((index) => {
      const neighbour = nearest[index];
      return {
        id: idOf(index),
        nearest: neighbour === undefined ? null : idOf(neighbour.index),
        similarity: neighbour?.similarity ?? 0,
      };
    }),
  };
}

function countSlices(rows: readonly FixtureRow[]): SliceCount[] {
  const counts = new Map<
    string,
    { slice: string; label: 'rental' | 'genuine'; labelled: number; frozen: number; long: number }
  >();
  for (const { collection, posting } of rows) {
    const { label, slice = '' } = posting;
    const key = `${label} ${slice}`;
    const count = counts.get(key) ?? { slice, label, labelled: 0, frozen: 0, long: 0 };
    count[collection]++;
    if (isLong(posting)) count.long++;
    counts.set(key, count);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function longShare(rows: readonly FixtureRow[], label: 'rental' | 'genuine'): number {
  const own = rows.filter(({ posting }) => posting.label === label);
  return own.length === 0 ? 0 : own.filter(({ posting }) => isLong(posting)).length / own.length;
}

function isLong({ text }: LabelledPosting): boolean {
  return Array.from(text).length > longText;
}

function findLabelConflicts(rows: readonly FixtureRow[], masked: readonly string[]): FixtureReport['labelConflicts'] {
  const byText = new Map<string, { text: string; rental: string[]; genuine: string[] }>();
  for (const [index, { id, posting }] of rows.entries()) {
    const text = (masked[index] ?? '').replace(/\s+/gu, '');
    const same = byText.get(text) ?? { text, rental: [], genuine: [] };
    same[posting.label].push(id);
    byText.set(text, same);
  }
  return [...byText.values()].filter(({ rental, genuine }) => rental.length > 0 && genuine.length > 0);
}

/** Distinct indices below `size`, drawn evenly: the beginning of a shuffle (Fisher & Yates). */
function drawRows(size: number, count: number, draw: Draw): number[] {
  const indices = Array.from({ length: size }, (_, index) => index);
  const drawn: number[] = [];
  for (let at = 0; at < Math.min(count, size); at++) {
    const from = at + draw(size - at);
    drawn.push(indices[from] ?? 0);
    indices[from] = indices[at] ?? 0;
  }
  return drawn;
}
