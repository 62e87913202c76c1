import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import { facts } from '../../../classifier/lexicon/schema.js';
import { InputError } from '../../../contracts/errors.js';
import { expandHiddenWords } from '../../../text/normalise/disguises.js';
import { createNormaliser } from '../../../text/normalise/normalise.js';
import { projectFile } from '../labelled-postings.js';

const group = { id: 'rent_word', meaning: 'm', source: 's', terms: ['挂靠'] };
const rule = { id: 'rent_named', why: 'w', source: 's', all: ['rent_word'], weight: 1 };
const small = {
  version: '1',
  substitutes: [{ from: '瓜证', to: '挂证', reason: 'homophone' }],
  negation: { before: ['拒绝'], after: ['勿扰'], reach: 6 },
  groups: [group],
  rules: [rule],
};

const phrase = { first: ['不用'], second: ['到店'] };
const hiddenWord = { word: '挂靠', pinyin: 'gua kao', like: { 靠: '拷' }, not: ['挂拷'] };
const halvesOf = ({ first, second }: { first: string[]; second: string[] }): string[] => [...first, ...second];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guazheng-lexicon-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Every JSON document is a YAML document. */
const put = (name: string, content: object | string): void =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** The sentence with which the folder is refused. */
function refusal(of = folder): string {
  try {
    readLexicon(of);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const message = error instanceof Error ? error.message : '';
    expect(message, 'one sentence, on one line').not.toContain('\n');
    expect(message).toContain(of);
    return message;
  }
  return expect.unreachable('The lexicon was taken.');
}

describe("the project's own lexicon", () => {
  const lexicon = readLexicon(projectFile('classifier/lexicon'));

  it('reads', () => {
    expect(lexicon.groups.length).toBeGreaterThan(10);
    expect(lexicon.rules.length).toBeGreaterThan(20);
  });

  it('writes every term, exception and negation as texts have them in normal form, lest it never be found', () => {
    const normalise = createNormaliser({ substitutes: [] });
    const words = [
      ...lexicon.groups.flatMap(({ terms, except, phrases }) => [...terms, ...except, ...phrases.flatMap(halvesOf)]),
      ...lexicon.negation.before,
      ...lexicon.negation.touching,
      ...lexicon.negation.after,
      ...lexicon.substitutes.map(({ from }) => from),
      ...expandHiddenWords(lexicon.words).map(({ from }) => from),
    ];
    expect(words.filter((word) => normalise(word).text !== word)).toEqual([]);
  });

  it('has no term, half of a phrase, exception or negation that a disguise rewrites before it could be found', () => {
    const normalise = createNormaliser(lexicon);
    const words = [
      ...lexicon.groups.flatMap(({ terms, except, phrases }) => [...terms, ...except, ...phrases.flatMap(halvesOf)]),
      ...lexicon.negation.before,
      ...lexicon.negation.touching,
      ...lexicon.negation.after,
    ];
    expect(words.filter((word) => normalise(word).text !== word)).toEqual([]);
  });

  it('means by every substitute and hidden word something in normal form', () => {
    const normalise = createNormaliser({ substitutes: [] });
    const meant = [...lexicon.substitutes.map(({ to }) => to), ...lexicon.words.map(({ word }) => word)];
    expect(meant.filter((word) => normalise(word).text !== word)).toEqual([]);
  });

  it('excludes only ways of writing that its hidden words have', () => {
    for (const { word, not = [], ...rest } of lexicon.words) {
      const ways = new Set(expandHiddenWords([{ word, ...rest }]).map(({ from }) => from));
      expect([word, not.filter((way) => !ways.has(way))]).toEqual([word, []]);
    }
  });

  it('uses every group and every fact in some rule', () => {
    const named = new Set(lexicon.rules.flatMap(({ all, any, none }) => [...all, ...any, ...none]));
    const ids = [...lexicon.groups.map(({ id }) => id), ...Object.keys(facts)];
    expect(ids.filter((id) => !named.has(id))).toEqual([]);
  });

  it('gives a rule that accuses a positive weight, and none a weight of nothing', () => {
    for (const { id, category, weight } of lexicon.rules) {
      if (category !== undefined) expect([id, weight > 0]).toEqual([id, true]);
      expect([id, weight]).not.toEqual([id, 0]);
    }
  });

  it('says of every exception which term it holds', () => {
    const idle = lexicon.groups.flatMap(({ id, terms, phrases, except }) => {
      const holds = (exception: string): boolean =>
        terms.some((term) => exception.includes(term)) ||
        phrases.some((each) =>
          [each.first, each.second].every((half) => half.some((word) => exception.includes(word))),
        );
      return except.filter((exception) => !holds(exception)).map((exception) => `${exception} of ${id}`);
    });
    expect(idle).toEqual([]);
  });
});

describe('readLexicon', () => {
  it('joins the lists of all files in the order of their names', () => {
    const { groups, ...rest } = small;
    put('2-more.yaml', { groups: [{ ...group, id: 'hang', terms: ['挂'] }] });
    put('1-first.yaml', { ...rest, groups });
    put('notes.txt', 'not read');
    expect(readLexicon(folder).groups.map(({ id }) => id)).toEqual(['rent_word', 'hang']);
  });

  it('refuses a group, rule, substitute or term that is there twice, with its name', () => {
    put('1.yaml', { ...small, groups: [group, { ...group, terms: ['挂证'] }] });
    expect(refusal()).toContain('group «rent_word»');
    put('1.yaml', { ...small, rules: [rule, rule] });
    expect(refusal()).toContain('rule «rent_named»');
    put('1.yaml', { ...small, substitutes: [...small.substitutes, ...small.substitutes] });
    expect(refusal()).toContain('substitute «瓜证»');
    put('1.yaml', { ...small, groups: [group, { ...group, id: 'hang' }] });
    expect(refusal()).toContain('term «挂靠»');
    put('1.yaml', { ...small, groups: [{ ...group, terms: ['挂靠', '挂靠'] }] });
    expect(refusal()).toContain('term «挂靠»');
  });

  it('refuses what is there twice in two files', () => {
    put('1.yaml', small);
    put('2.yaml', { rules: [rule] });
    expect(refusal()).toContain('rule «rent_named»');
    put('2.yaml', { version: '2' });
    expect(refusal()).toMatch(/«version».*2\.yaml/);
  });

  it.each(['all', 'any', 'none'])('refuses a rule that names under «%s» what is no group and no fact', (key) => {
    put('1.yaml', { ...small, rules: [{ ...rule, [key]: ['rent_words'] }] });
    expect(refusal()).toMatch(/«rent_named».*«rent_words»/);
  });

  it('takes a rule that names a fact', () => {
    put('1.yaml', { ...small, rules: [{ ...rule, none: ['rent_sized_year'] }] });
    expect(readLexicon(folder).rules[0]?.none).toEqual(['rent_sized_year']);
  });

  it('refuses an unknown key with its place', () => {
    put('1.yaml', { ...small, rule: [] });
    expect(refusal()).toContain('"rule"');
    put('1.yaml', { ...small, groups: [{ ...group, term: ['挂'] }] });
    expect(refusal()).toMatch(/groups\.0.*"term"/);
  });

  it.each([
    ['a rule without weight', { rules: [{ ...rule, weight: undefined }] }, 'rules.0.weight'],
    ['a category that is none', { rules: [{ ...rule, category: 'theft' }] }, 'rules.0.category'],
    ['a group of neither terms nor phrases', { groups: [{ ...group, terms: [] }] }, 'groups.0: has neither'],
    ['a phrase without second half', { groups: [{ ...group, phrases: [{ first: ['不'] }] }] }, 'phrases.0.second'],
    [
      'a phrase whose first half is nothing',
      { groups: [{ ...group, phrases: [{ ...phrase, first: [] }] }] },
      '0.first',
    ],
    ['a phrase with an empty word', { groups: [{ ...group, phrases: [{ ...phrase, second: [''] }] }] }, 'second.0'],
    ['a phrase that reaches too far', { groups: [{ ...group, phrases: [{ ...phrase, within: 41 }] }] }, 'within'],
    ['a phrase that reaches back', { groups: [{ ...group, phrases: [{ ...phrase, within: -1 }] }] }, 'within'],
    ['an empty word of negation', { negation: { ...small.negation, touching: [''] } }, 'negation.touching.0'],
    ['a hidden word of one character', { words: [{ word: '挂', pinyin: 'gua' }] }, 'words.0.word'],
    ['a hidden word of many', { words: [{ word: '一级建造师', pinyin: 'yi ji jian zao shi' }] }, 'words.0.word'],
    ['a hidden word with too few syllables', { words: [{ word: '挂靠', pinyin: 'guakao' }] }, 'words.0: needs one'],
    ['syllables in capitals', { words: [{ word: '挂靠', pinyin: 'Gua kao' }] }, 'words.0.pinyin'],
    ['syllables with two spaces between', { words: [{ word: '挂靠', pinyin: 'gua  kao' }] }, 'words.0.pinyin'],
    [
      'look-alikes of another character',
      { words: [{ ...hiddenWord, like: { 证: '正' } }] },
      'words.0: gives look-alikes',
    ],
    ['look-alikes that are none', { words: [{ ...hiddenWord, like: { 挂: '' } }] }, 'words.0.like'],
    ['a hidden word with an unknown key', { words: [{ ...hiddenWord, alone: true }] }, 'words.0'],
    ['an empty term', { groups: [{ ...group, terms: [''] }] }, 'groups.0.terms.0'],
    ['an id with capitals', { groups: [{ ...group, id: 'Rent' }] }, 'groups.0.id'],
    ['no negation', { negation: undefined }, 'negation'],
    ['a reach of nothing', { negation: { ...small.negation, reach: 0 } }, 'negation.reach'],
    ['a weight that is no number', { rules: [{ ...rule, weight: '2' }] }, 'rules.0.weight'],
    ['a list that is none', { groups: 'rent_word' }, 'groups'],
  ])('refuses %s with its place', (_what, change, place) => {
    put('1.yaml', { ...small, ...change });
    expect(refusal()).toContain(place);
  });

  it('takes a group of phrases alone, a phrase with the usual reach, and hidden words', () => {
    const groups = [{ ...group, terms: undefined, phrases: [phrase, { ...phrase, within: 0 }] }];
    put('1.yaml', { ...small, groups, words: [hiddenWord] });
    const lexicon = readLexicon(folder);
    expect(lexicon.groups[0]).toMatchObject({
      terms: [],
      phrases: [
        { ...phrase, within: 6 },
        { ...phrase, within: 0 },
      ],
    });
    expect(lexicon.words).toEqual([hiddenWord]);
  });

  it('takes a lexicon without hidden words, phrases or touching negation', () => {
    put('1.yaml', small);
    const { words, groups, negation } = readLexicon(folder);
    expect([words, groups[0]?.phrases, groups[0]?.except, negation.touching]).toEqual([[], [], [], []]);
    expect(groups[0]?.negatable).toBe(false);
  });

  it('refuses YAML that is broken, with file and line', () => {
    put('1.yaml', small);
    put('2.yaml', 'rules:\n  - id: a\n   why: [b\n');
    expect(refusal()).toMatch(/2\.yaml.*line \d/);
  });

  it('refuses a key given twice and a document that unfolds itself', () => {
    put('1.yaml', 'version: a\nversion: b\n');
    expect(refusal()).toContain('1.yaml');
    put('1.yaml', 'version: &a x\nrules: [*a, *a]\n');
    expect(refusal()).toContain('1.yaml');
  });

  it.each([
    ['nothing', ''],
    ['a comment', '# later\n'],
    ['a word', 'rules'],
    ['a list', '- rules\n'],
  ])('refuses a file that holds %s', (_what, content) => {
    put('1.yaml', small);
    put('2.yaml', content);
    refusal();
  });

  it('refuses a folder without a lexicon, and one that is not there', () => {
    expect(refusal()).toContain('holds no lexicon');
    expect(refusal(join(folder, 'nowhere'))).toContain('cannot be read');
  });
});
