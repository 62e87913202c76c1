import type { Lexicon } from '../../classifier/lexicon/schema.js';
import { createPostingReader } from '../../classifier/read-posting.js';
import type { JoinedLexicon } from './join-lexicon.js';
import type { Problem } from './parse-lexicon-file.js';

/** What a lexicon may hold and nobody can have meant: words that are never found, groups and exceptions without effect, accusing rules that count for nothing. */
export function findWarnings(lexicon: Lexicon, joined: JoinedLexicon): Problem[] {
  return [...neverFound(lexicon, joined), ...idle(lexicon, joined), ...wrongSigns(lexicon, joined)];
}

/** Texts are searched in normal form: a word that is written otherwise is in none. */
function neverFound(lexicon: Lexicon, joined: JoinedLexicon): Problem[] {
  const read = createPostingReader(lexicon);
  return lexicon.groups.flatMap(({ terms, except, phrases }, group) =>
    [
      { words: terms, path: ['groups', group, 'terms'] },
      { words: except, path: ['groups', group, 'except'] },
      ...phrases.flatMap(({ first, second }, phrase) => [
        { words: first, path: ['groups', group, 'phrases', phrase, 'first'] },
        { words: second, path: ['groups', group, 'phrases', phrase, 'second'] },
      ]),
    ].flatMap(({ words, path }) =>
      words.flatMap((word, index) => {
        const normal = read({ text: word }).fields[0]?.normalised.text ?? '';
        if (normal === word) return [];
        return [{ ...joined.placeOf([...path, index]), problem: `«${word}» 永远找不到：正文归一化后写作 «${normal}»` }];
      }),
    ),
  );
}

function idle(lexicon: Lexicon, joined: JoinedLexicon): Problem[] {
  const named = new Set(lexicon.rules.flatMap(({ all, any, none }) => [...all, ...any, ...none]));
  return lexicon.groups.flatMap(({ id, terms, phrases, except }, index) => {
    const unused = named.has(id)
      ? []
      : [{ ...joined.placeOf(['groups', index, 'id']), problem: `词组 «${id}» 没有一条规则用到` }];
    const starts = [...terms, ...phrases.flatMap((phrase) => phrase.first)];
    const pointless = except.flatMap((exception, position) =>
      starts.some((term) => exception.includes(term))
        ? []
        : [
            {
              ...joined.placeOf(['groups', index, 'except', position]),
              problem: `例外 «${exception}» 不含词组 «${id}» 的任何词语，不起作用`,
            },
          ],
    );
    return [...unused, ...pointless];
  });
}

function wrongSigns(lexicon: Lexicon, joined: JoinedLexicon): Problem[] {
  return lexicon.rules.flatMap(({ id, category, weight }, index) =>
    category === undefined || weight > 0
      ? []
      : [{ ...joined.placeOf(['rules', index, 'weight']), problem: `规则 «${id}» 有类别，是指认，权重应为正` }],
  );
}
