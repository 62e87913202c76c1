import { InputError } from '../../contracts/errors.js';
import { citationOf, type LawArticle, readArticles } from '../../evidence/law/read-articles.js';

let byCitation: ReadonlyMap<string, LawArticle> | undefined;

/**
 * The article of a citation such as `《人力资源市场暂行条例》第四十三条`, with its text.
 * @throws InputError `law_unusable` where its text is not in evidence/law/articles.yaml
 */
export function articleOf(citation: string): LawArticle {
  byCitation ??= new Map(readArticles().articles.map((article) => [citationOf(article), article]));
  const article = byCitation.get(citation);
  if (article === undefined)
    throw new InputError('law_unusable', `${citation} is cited, but its text is not in evidence/law/articles.yaml.`);
  return article;
}
