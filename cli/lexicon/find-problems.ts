import { z } from 'zod';
import { checkLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { facts, type Lexicon, lexiconSchema } from '../../classifier/lexicon/schema.js';
import { InputError } from '../../contracts/errors.js';
import { printable } from '../../text/printable.js';
import type { JoinedLexicon } from './join-lexicon.js';
import type { Problem } from './parse-lexicon-file.js';

/** All that keeps a lexicon from being used, with places; the lexicon itself where there is nothing. */
export function findProblems(joined: JoinedLexicon): { problems: Problem[]; lexicon?: Lexicon } {
  if (joined.problems.length > 0) return { problems: [...joined.problems] };
  const parsed = lexiconSchema.safeParse(joined.content, { error: z.locales.zhCN().localeError });
  if (!parsed.success) return { problems: parsed.error.issues.flatMap((issue) => shapeProblems(issue, joined)) };
  const lexicon = parsed.data;
  const problems = [...doubles(lexicon, joined), ...dangling(lexicon, joined)];
  if (problems.length > 0) return { problems };
  try {
    return { problems: [], lexicon: checkLexicon(joined.content, 'these files') };
  } catch (error) {
    // What the reader refuses and this list does not know has no line yet.
    if (!(error instanceof InputError)) throw error;
    return { problems: [{ ...joined.placeOf([]), problem: error.message }] };
  }
}

function shapeProblems(issue: z.core.$ZodIssue, joined: JoinedLexicon): Problem[] {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...joined.placeOf(issue.path, key),
      problem: `不认识的键 «${printable(key, 60)}»${where === '' ? '' : `（在 ${where} 里）`}`,
    }));
  }
  return [{ ...joined.placeOf(issue.path), problem: `${where === '' ? '' : `${where}：`}${issue.message}` }];
}

interface Named {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/** Ids, spellings and terms that stand twice, at the second place, with the first one named. */
function doubles(lexicon: Lexicon, joined: JoinedLexicon): Problem[] {
  const kinds: [string, Named[]][] = [
    ['词组', lexicon.groups.map(({ id }, index) => ({ name: id, path: ['groups', index, 'id'] }))],
    ['规则', lexicon.rules.map(({ id }, index) => ({ name: id, path: ['rules', index, 'id'] }))],
    ['写法', lexicon.substitutes.map(({ from }, index) => ({ name: from, path: ['substitutes', index, 'from'] }))],
    [
      '词语',
      lexicon.groups.flatMap(({ terms }, group) =>
        terms.map((name, index) => ({ name, path: ['groups', group, 'terms', index] })),
      ),
    ],
  ];
  return kinds.flatMap(([what, list]) => {
    const first = new Map<string, Named>();
    return list.flatMap(({ name, path }) => {
      const earlier = first.get(name);
      if (earlier === undefined) {
        first.set(name, { name, path });
        return [];
      }
      const { file, line } = joined.placeOf(earlier.path);
      return [{ ...joined.placeOf(path), problem: `${what} «${name}» 重复，已见于 ${file} 第 ${line} 行` }];
    });
  });
}

/** Rules that name what is no group and no fact. */
function dangling(lexicon: Lexicon, joined: JoinedLexicon): Problem[] {
  const known = new Set([...lexicon.groups.map((group) => group.id), ...Object.keys(facts)]);
  return lexicon.rules.flatMap((rule, index) =>
    (['all', 'any', 'none'] as const).flatMap((key) =>
      rule[key].flatMap((name, position) =>
        known.has(name)
          ? []
          : [
              {
                ...joined.placeOf(['rules', index, key, position]),
                problem: `规则 «${rule.id}» 的 ${key} 引用了 «${name}»，没有这个词组，也没有这个事实`,
              },
            ],
      ),
    ),
  );
}
