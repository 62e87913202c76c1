import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputError, messageOf } from '../../contracts/errors.js';
import { type Category, category } from '../../contracts/verdict.js';
import { dataFile } from './data-file.js';

const line = z.string().trim().min(1);
const articleNumber = z.string().regex(/^第[一二三四五六七八九十百]+条$/);

/**
 * What an article is cited for: the rule that may have been violated, what may follow, how the case is handled, or what electronic data
 * must show.
 */
const citationUse = z.enum(['conduct', 'consequence', 'procedure', 'evidence']);

const lawFile = z.strictObject({
  /** When the texts were last compared with the published ones. */
  asOf: line,
  laws: z.array(
    z.strictObject({
      law: line,
      adopted: z.iso.date(),
      effective: z.iso.date().nullable(),
      history: z.array(line).min(1),
      articles: z.array(z.strictObject({ article: articleNumber, text: line })).min(1),
    }),
  ),
  cited: z.array(
    z.strictObject({
      law: line,
      article: articleNumber,
      for: z.union([z.literal('every'), z.array(category).min(1)]),
      use: citationUse,
      reason: line,
      /** Cited only where the fact is so, and then with these words, since what is not known need not be so. */
      condition: z.strictObject({ fact: z.literal('no_licence_known'), words: line }).optional(),
    }),
  ),
});

/** An article with its full text; paragraphs are apart by a line break. */
export interface LawArticle {
  /** Full name without 《》. */
  law: string;
  /** 第二十七条 */
  article: string;
  text: string;
  /** ISO date of the first adoption. */
  adopted: string;
  /** ISO date where the published text's head names one. */
  effective: string | null;
  /** How it was adopted, promulgated and amended, as the published text says. */
  source: string;
  asOf: string;
}

/** An article that packages cite: which ones, what for, and why. */
export interface Citation {
  article: LawArticle;
  for: 'every' | Category[];
  use: z.infer<typeof citationUse>;
  reason: string;
  condition?: { fact: 'no_licence_known'; words: string } | undefined;
}

export interface Law {
  articles: LawArticle[];
  /** In the order of the table in articles.yaml. */
  cited: Citation[];
}

/**
 * The articles and the table of citations in evidence/law/articles.yaml.
 * @param file another file of that shape
 * @throws InputError `law_unusable` with the place: unreadable, wrong shape, an article twice, a citation twice or of an article
 *   that is not there
 */
export function readArticles(file: string = dataFile('evidence/law/articles.yaml')): Law {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    const [sentence = ''] = messageOf(error).split('\n');
    throw new InputError('law_unusable', `The articles of law in ${file} cannot be read: ${sentence}`, {
      cause: error,
    });
  }
  const parsed = lawFile.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') || 'its top level';
    throw new InputError(
      'law_unusable',
      `The articles of law in ${file} are not usable at ${place}: ${issue?.message}`,
    );
  }
  const { asOf, laws, cited } = parsed.data;
  const articles = laws.flatMap(({ law, adopted, effective, history, articles }) =>
    articles.map(({ article, text }) => ({ law, article, text, adopted, effective, source: history.join('；'), asOf })),
  );
  const texts = new Map<string, LawArticle>();
  for (const article of articles) {
    if (texts.has(citationOf(article)))
      throw new InputError('law_unusable', `${file}: the text of ${citationOf(article)} is there twice; remove one.`);
    texts.set(citationOf(article), article);
  }
  const seen = new Set<string>();
  const citations = cited.map(({ law, article, ...rest }) => {
    const key = citationOf({ law, article });
    const text = texts.get(key);
    if (text === undefined)
      throw new InputError('law_unusable', `${file}: ${key} is cited, but its text is not there; add it.`);
    if (seen.has(key)) throw new InputError('law_unusable', `${file}: ${key} is cited twice; join the two lines.`);
    seen.add(key);
    return { article: text, ...rest };
  });
  return { articles, cited: citations };
}

/** 《人力资源市场暂行条例》第二十七条 */
export function citationOf({ law, article }: { law: string; article: string }): string {
  return `《${law}》${article}`;
}
