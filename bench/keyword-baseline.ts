import type { PostingRow } from '../contracts/posting-row.js';

/**
 * What an administrator would type into a filter: the trade's open words, as they stand, in title, pay and text. It is what the classifier must
 * beat, and how hard labelled postings are: where a list of words does well, they are too easy to measure anything.
 */
const keywords = [
  '挂靠',
  '挂证',
  '挂资质',
  '证书挂',
  '租证',
  '证书出租',
  '不坐班',
  '无需坐班',
  '不用坐班',
  '资质维护',
  '转注',
  '初始注册',
  '唯一社保',
  '单位直签',
  '年付',
] as const;

export interface KeywordScore {
  /** Share of the rental postings in which a word stands. */
  readonly recall: number;
  /** Share of the genuine postings in which one stands too. */
  readonly falsePositiveRate: number;
}

export function scoreKeywords(postings: readonly PostingRow[]): KeywordScore {
  const shareHit = (label: PostingRow['label']): number => {
    const labelled = postings.filter((posting) => posting.label === label);
    return labelled.filter(holdsKeyword).length / Math.max(1, labelled.length);
  };
  return { recall: shareHit('rental'), falsePositiveRate: shareHit('genuine') };
}

function holdsKeyword({ title, salary, text }: PostingRow): boolean {
  return [title, salary, text].some((field) => keywords.some((word) => field?.includes(word) === true));
}
