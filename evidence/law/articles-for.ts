import type { Category } from '../../contracts/verdict.js';
import { type Citation, type Law, type LawArticle, readArticles } from './read-articles.js';

/** An article that a package cites, what for, and why. */
export interface CitedArticle extends LawArticle {
  use: Citation['use'];
  reason: string;
  /** In which case alone it applies; as documents print it. */
  condition: { words: string } | undefined;
}

/** What is known of a posting's publisher. */
interface KnownOfPublisher {
  /** Of its licence for human resources services; null where none is known. */
  licenceNumber: string | null;
}

/** Read once: the file is part of the program, and reading it takes longer than all else here. */
let ours: Law | undefined;
const ourLaw = (): Law => {
  ours ??= readArticles();
  return ours;
};

/**
 * The articles that a package cites whose verdict or review has these categories, in the order of the table in articles.yaml: those of
 * the categories, then those on procedure and evidence that every package cites. Without a category only the latter.
 *
 * @param publisher without it nothing is cited that depends on it
 */
export function articlesFor(categories: readonly Category[], publisher?: KnownOfPublisher): CitedArticle[] {
  const isLicenceUnknown = publisher !== undefined && (publisher.licenceNumber ?? '').trim() === '';
  return ourLaw()
    .cited.filter(({ for: whom }) => whom === 'every' || whom.some((category) => categories.includes(category)))
    .filter(({ condition }) => condition === undefined || isLicenceUnknown)
    .map(({ article, use, reason, condition }) => ({ ...article, use, reason, condition }));
}
