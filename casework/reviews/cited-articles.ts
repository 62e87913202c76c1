import { type Category, category } from '../../contracts/verdict.js';
import { articlesFor } from '../../evidence/law/articles-for.js';

/** An article as a review cites it, `《人力资源市场暂行条例》第二十七条`, with its text. */
export interface CitableArticle {
  readonly citation: string;
  readonly text: string;
}

/** What a review may cite: the rules that a posting may violate and what may follow, whichever its categories. */
export function citableArticles(): readonly CitableArticle[] {
  return articlesOf(category.options, { licenceNumber: null });
}

/** What a confirmation of these categories cites unless others are chosen; nothing that depends on facts still to be found out. */
export function proposedArticles(categories: readonly Category[]): readonly string[] {
  return articlesOf(categories).map(({ citation }) => citation);
}

/** What a posting is confirmed as where neither a person nor the verdict names anything: that is what all of this looks for. */
const commonest: Category = 'credential_rental';

/** Categories that a confirmation names unless others are chosen: those of the verdict. */
export function proposedCategories(ofVerdict: readonly string[]): readonly Category[] {
  const known = category.options.filter((each) => ofVerdict.includes(each));
  return known.length === 0 ? [commonest] : known;
}

function articlesOf(categories: readonly Category[], publisher?: { licenceNumber: null }): CitableArticle[] {
  return articlesFor(categories, publisher)
    .filter(({ use }) => use === 'conduct' || use === 'consequence')
    .map(({ law, article, text }) => ({ citation: `《${law}》${article}`, text }));
}
