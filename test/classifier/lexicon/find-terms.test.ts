import { describe, expect, it } from 'vitest';
import { createTermFinder } from '../../../classifier/lexicon/find-terms.js';
import { checkLexicon, readLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import type { Lexicon } from '../../../classifier/lexicon/schema.js';
import { readFields } from '../../../classifier/read-fields.js';
import { createNormaliser } from '../../../text/normalise/normalise.js';
import { projectFile } from '../labelled-postings.js';

const own = readLexicon(projectFile('classifier/lexicon'));

/** Groups and facts found in a text, each with the words of the normal form where. */
function finder(lexicon: Lexicon): (text: string, title?: string) => Record<string, string[]> {
  const normalise = createNormaliser(lexicon);
  const findTerms = createTermFinder(lexicon);
  return (text, title = '') => {
    const fields = readFields({ title, text }, normalise);
    return Object.fromEntries(
      [...findTerms(fields)].map(([id, places]) => [
        id,
        places.map(({ field, start, end }) => fields[field]?.normalised.text.slice(start, end) ?? ''),
      ]),
    );
  };
}

const find = finder(own);
const group = { meaning: 'm', source: 's' };
const findSmall = finder(
  checkLexicon(
    {
      version: '1',
      substitutes: [],
      negation: { before: ['拒绝'], after: ['勿扰', '扰'], reach: 3 },
      groups: [
        { ...group, id: 'rent', terms: ['挂证', '证'], negatable: true, except: ['外挂证', '证书'] },
        { ...group, id: 'other', terms: ['书'] },
      ],
      rules: [{ id: 'r', why: 'w', source: 's', all: ['rent'], weight: 1 }],
    },
    'a test',
  ),
);

describe('finding terms', () => {
  it('finds a term however it is disguised', () => {
    for (const text of ['挂靠', '掛 靠', '挂*靠', 'gua kao', 'Ｇ\u200bＫ', '瓜靠', '挂🔥靠', '手圭卜非'])
      expect([text, find(text).rent_word]).toEqual([text, ['挂靠']]);
  });

  it('says in which field', () => {
    expect(find('岗位安全员', '收二建')).toMatchObject({ rent_word: ['收二建'], credential: ['二建', '安全员'] });
  });

  it.each([
    '拒绝挂靠',
    '谢绝挂证',
    '非挂证',
    '挂靠勿扰',
    '挂证者勿投',
    '严禁任何挂靠',
    '不接受挂证',
    '严厉打击挂证',
    '查处挂证',
    '挂靠、挂证的请绕道',
  ])('turns a term round that is refused: %s', (text) => {
    const found = find(text);
    expect(found.negated).toBeDefined();
    expect(found.rent_word).toBeUndefined();
  });

  it.each([
    '挂靠一年三万',
    '长期接受挂证',
    '拒绝。挂靠',
    '拒绝\n挂靠',
    '拒绝中介来电打扰本人只想挂靠',
    // There the words of negation belong to other terms.
    '无需坐班，挂靠一建',
    '要证不要人，挂靠',
    '无社保可挂靠',
    '非驻场挂靠',
    '无需坐班，挂靠一建',
    '要证不要人，挂靠',
    '无社保可挂靠',
    '非驻场挂靠',
  ])('does not turn it round in: %s', (text) => {
    expect(find(text).rent_word).toBeDefined();
  });

  it('reaches as far as the lexicon says and no further, before and behind', () => {
    expect(findSmall('拒绝一二三挂证').negated).toContain('挂证');
    expect(findSmall('拒绝一二三四挂证').rent).toContain('挂证');
    expect(findSmall('挂证一二三勿扰').negated).toContain('挂证');
    expect(findSmall('挂证一二三四五扰').rent).toContain('挂证');
    expect(findSmall('挂证。勿扰').rent).toContain('挂证');
  });

  it('turns round only groups that can be', () => {
    expect(findSmall('拒绝书')).toEqual({ other: ['书'] });
  });

  it.each(['挂号', '挂牌', '悬挂', '挂职', '半挂车', '壁挂炉'])('finds no «挂» in %s', (text) => {
    expect(find(text).hang).toBeUndefined();
  });

  it('finds a term beside its exception', () => {
    expect(find('门诊挂号，证书可挂').hang).toEqual(['挂']);
    expect(findSmall('外挂证')).toEqual({});
    expect(findSmall('证书证')).toEqual({ rent: ['证'], other: ['书'] });
  });

  it('keeps the first 64 places of one group, in the order of the text', () => {
    const found = find('挂靠'.repeat(1000));
    expect(found.rent_word).toHaveLength(64);
    expect(found.hang).toHaveLength(64);
  });

  it.each(['挂靠走开', '拒绝挂靠', '挂靠', '外挂证', '勿扰'])('reads a megabyte of «%s» to its end', (piece) => {
    // A look through all negations for every term would take minutes here.
    const found = find(piece.repeat(1_000_000 / piece.length));
    for (const places of Object.values(found)) expect(places.length).toBeLessThanOrEqual(64);
  });
});
