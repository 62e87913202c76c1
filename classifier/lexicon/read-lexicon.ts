import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { InputError, messageOf } from '../../contracts/errors.js';
import { facts, type Lexicon, lexiconSchema } from './schema.js';

/**
 * Reads a lexicon folder: every `*.yaml` in it holds some of the keys of one lexicon; lists are joined in the order of file names.
 * @throws InputError with file and place: unreadable, unknown key, id given twice, term in two groups, rule that names nothing.
 */
export function readLexicon(folder: string): Lexicon {
  const joined: Record<string, unknown> = {};
  for (const file of yamlFiles(folder)) {
    const path = join(folder, file);
    let content: unknown;
    try {
      content = parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 });
    } catch (error) {
      // Behind its first line, a YAML error shows the lines around the place.
      const [sentence = ''] = messageOf(error).split('\n');
      throw new InputError(
        'lexicon_unreadable',
        `The lexicon file ${path} cannot be read: ${sentence.replace(/:$/, '.')}`,
        { cause: error },
      );
    }
    if (typeof content !== 'object' || content === null) {
      throw new InputError(
        'lexicon_unreadable',
        `The lexicon file ${path} is empty; remove it or give it groups or rules.`,
      );
    }
    for (const [key, value] of Object.entries(content)) {
      const present = joined[key];
      if (present !== undefined && !(Array.isArray(present) && Array.isArray(value))) {
        throw new InputError('lexicon_double', `The key «${key}» in ${path} is in an earlier file of the lexicon too.`);
      }
      joined[key] = Array.isArray(present) ? [...present, ...value] : value;
    }
  }
  return checkLexicon(joined, folder);
}

/** Checks the whole: shape, unique ids, one group a term, and that every rule names groups or facts that exist. */
export function checkLexicon(content: unknown, where: string): Lexicon {
  const parsed = lexiconSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(
      'lexicon_invalid',
      `The lexicon in ${where} is not usable at ${issue?.path.join('.') || 'its top level'}: ${issue?.message}`,
    );
  }
  const lexicon = parsed.data;
  refuseDouble(
    lexicon.groups.map((group) => group.id),
    'group',
    where,
  );
  refuseDouble(
    lexicon.rules.map((rule) => rule.id),
    'rule',
    where,
  );
  refuseDouble(
    lexicon.substitutes.map((substitute) => substitute.from),
    'substitute',
    where,
  );
  refuseDouble(
    lexicon.groups.flatMap((group) => group.terms),
    'term',
    where,
  );
  const known = new Set([...lexicon.groups.map((group) => group.id), ...Object.keys(facts)]);
  for (const rule of lexicon.rules) {
    for (const name of [...rule.all, ...rule.any, ...rule.none]) {
      if (!known.has(name)) {
        throw new InputError(
          'lexicon_dangling',
          `The rule «${rule.id}» in ${where} names «${name}», which is no group and no fact.`,
        );
      }
    }
  }
  return lexicon;
}

function yamlFiles(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    if (files.length === 0) throw new InputError('lexicon_missing', `The folder ${folder} holds no lexicon (*.yaml).`);
    return files.sort();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('lexicon_missing', `The lexicon folder ${folder} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function refuseDouble(names: readonly string[], what: string, where: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new InputError('lexicon_double', `The ${what} «${name}» is there twice in the lexicon in ${where}.`);
    seen.add(name);
  }
}
