import { type CountedField, countedFields, type RunStatistics } from './run-statistics.js';

/** How a run departs from its platform's own history, in words with figures. Regulators read them, so they are Chinese. */
export interface Departure {
  readonly sign: 'postings' | 'yield' | 'lists' | 'field' | 'text';
  /** The field that is empty, with `field`. */
  readonly field?: CountedField;
  readonly reason: string;
}

/** Chosen: with fewer runs a median says little. */
const leastHistory = 3;
export const mostHistory = 10;
/** Chosen: of fewer postings, one moves a rate by more than a tenth. */
const leastPostings = 10;
/** Chosen: what a change of layout does is far beyond what differs from day to day. */
const yieldFactor = 0.5;
const emptyRateRise = 0.3;
const textFactor = 2;

const fieldNames: Readonly<Record<CountedField, string>> = {
  title: '标题',
  company: '用人单位',
  agency: '机构',
  salary: '薪酬',
  place: '工作地点',
  headcount: '招聘人数',
  publishedAt: '发布日期',
  text: '正文',
};

/**
 * Compares a finished run with the medians of the platform's runs before it: the yield fell by half, a field is empty more often by
 * 0.3, or texts are longer or shorter beyond a factor of two. A run that received nothing is a failing platform, and says nothing of its layout.
 *
 * @param history statistics of the platform's last finished runs; a figure counts from `leastHistory` of them on
 */
export function findDepartures(run: RunStatistics, history: readonly RunStatistics[]): Departure[] {
  if (run.captured.lists + run.captured.details === 0) return [];
  return [
    ...postingsGone(run, history),
    ...fell(
      'yield',
      '每个详情页读出的招聘信息',
      run.yield,
      medianOf(history, (each) => each.yield),
    ),
    ...fell(
      'lists',
      '每个列表页读出的招聘信息',
      run.listYield,
      medianOf(history, (each) => each.listYield),
    ),
    ...fell(
      'lists',
      '能读出内容的列表页比例',
      run.readableLists,
      medianOf(history, (each) => each.readableLists),
    ),
    ...fieldsEmptied(run, history),
    ...textChanged(run, history),
  ];
}

function postingsGone(run: RunStatistics, history: readonly RunStatistics[]): Departure[] {
  const usual = medianOf(history, ({ postings }) => postings);
  // With detail pages in hand, or runs like it before, the yield tells.
  const isTold = run.yield !== null || medianOf(history, ({ listYield }) => listYield) !== undefined;
  if (usual === undefined || usual === 0 || run.postings > 0 || isTold) return [];
  return [{ sign: 'postings', reason: `本次未读出任何招聘信息，以往中位数为 ${number(usual)} 条` }];
}

function fell(sign: 'yield' | 'lists', what: string, value: number | null, usual: number | undefined): Departure[] {
  if (value === null || usual === undefined || usual === 0 || value > usual * yieldFactor) return [];
  return [{ sign, reason: `${what}降至 ${number(value)}，以往中位数为 ${number(usual)}` }];
}

function fieldsEmptied(run: RunStatistics, history: readonly RunStatistics[]): Departure[] {
  const { emptyRates } = run;
  if (emptyRates === null || run.postings < leastPostings) return [];
  return countedFields.flatMap((field): Departure[] => {
    const usual = medianOf(enough(history), (each) => each.emptyRates?.[field] ?? null);
    const rate = emptyRates[field];
    // Rates are counts over counts: a rise of exactly 0.3 must not fail by the last bit.
    if (usual === undefined || rate - usual < emptyRateRise - 1e-9) return [];
    const reason = `“${fieldNames[field]}”为空的比例升至 ${percent(rate)}，以往中位数为 ${percent(usual)}`;
    return [{ sign: 'field', field, reason }];
  });
}

function textChanged(run: RunStatistics, history: readonly RunStatistics[]): Departure[] {
  const usual = medianOf(enough(history), (each) => each.meanTextLength);
  const length = run.meanTextLength;
  if (usual === undefined || usual === 0 || length === null || run.postings < leastPostings) return [];
  if (length <= usual * textFactor && length >= usual / textFactor) return [];
  return [{ sign: 'text', reason: `正文平均长度变为 ${Math.round(length)} 字，以往中位数为 ${Math.round(usual)} 字` }];
}

function enough(history: readonly RunStatistics[]): RunStatistics[] {
  return history.filter(({ postings }) => postings >= leastPostings);
}

/** Over the runs that have the figure; undefined with fewer than `leastHistory`. */
function medianOf(
  history: readonly RunStatistics[],
  figure: (run: RunStatistics) => number | null,
): number | undefined {
  const values = history.flatMap((run) => figure(run) ?? []).sort((a, b) => a - b);
  if (values.length < leastHistory) return undefined;
  const middle = values.length / 2;
  const [low = 0, high = 0] = [values[Math.ceil(middle) - 1], values[Math.floor(middle)]];
  return (low + high) / 2;
}

function number(value: number): string {
  return String(Number(value.toFixed(2)));
}

function percent(rate: number): string {
  return `${Math.round(rate * 100)}%`;
}
