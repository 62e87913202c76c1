import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTermFinder,
  createWordFinder,
  type Findings,
  type Found,
  push,
  widest,
} from '../../../classifier/lexicon/find-terms.js';
import { checkLexicon, readLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import type { Lexicon } from '../../../classifier/lexicon/schema.js';
import { readFields } from '../../../classifier/read-fields.js';
import { createNormaliser, originalSpan } from '../../../text/normalise/normalise.js';
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

/** A lexicon of what a test is about. */
function lexiconOf(content: {
  groups: Record<string, object>;
  negation?: object;
  substitutes?: object[];
  words?: object[];
}): Lexicon {
  const groups = Object.entries(content.groups).map(([id, rest]) => ({ id, meaning: 'm', source: 's', ...rest }));
  const [first] = Object.keys(content.groups);
  return checkLexicon(
    {
      version: '1',
      substitutes: [],
      rules: [{ id: 'r', why: 'w', source: 's', all: [first], weight: 1 }],
      ...content,
      negation: { before: ['拒绝'], after: ['勿扰'], reach: 3, ...content.negation },
      groups,
    },
    'a test',
  );
}

let ownFinder: ReturnType<typeof finder> | undefined;
/** Made by the first test, not while the file is read: what breaks there breaks a test. */
const find: ReturnType<typeof finder> = (text, title) => {
  ownFinder ??= finder(own);
  return ownFinder(text, title);
};
const group = { meaning: 'm', source: 's' };
const small = checkLexicon(
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
);
const findSmall = (text: string) => finder(small)(text);

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

  it('is turned round by the first word of negation behind it, though a later one ends sooner', () => {
    const nested = finder(
      lexiconOf({
        groups: { rent: { terms: ['挂证'], negatable: true } },
        negation: { after: ['一二不三', '不'], reach: 1 },
      }),
    );
    expect(nested('挂证一二不三')).toEqual({ negated: ['挂证'] });
    expect(nested('挂证一二不')).toEqual({ rent: ['挂证'] });
  });

  it('is turned round by a word that begins a find that refuses, and not by one that begins another find', () => {
    const groups = { rent: { terms: ['挂证'], negatable: true }, other: { terms: ['拒绝挂'] } };
    expect(finder(lexiconOf({ groups }))('拒绝挂证')).toEqual({ rent: ['挂证'], other: ['拒绝挂'] });
    const refusing = lexiconOf({ groups: { ...groups, other: { ...groups.other, refuses: true } } });
    expect(finder(refusing)('拒绝挂证')).toEqual({ negated: ['挂证'], other: ['拒绝挂'] });
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
});

describe('a phrase', () => {
  const phrase = { first: ['不用', '无需'], second: ['到店', '来'], within: 4 };
  const findPhrase: ReturnType<typeof finder> = (text, title) =>
    finder(lexiconOf({ groups: { absent: { phrases: [phrase] } } }))(text, title);

  it.each(['不用到店', '无需来', '不用您来', '不用每周都到店'])(
    'is found with at most so many characters between: %s',
    (text) => {
      expect(findPhrase(`我们${text}的`)).toEqual({ absent: [text] });
    },
  );

  it.each(['不用每周的每天到店', '到店不用', '不用', '来', '不到店用'])('is not found in: %s', (text) => {
    expect(findPhrase(text)).toEqual({});
  });

  it('has six characters between its halves where the lexicon does not say, and may have none', () => {
    const { first, second } = phrase;
    const usual = finder(lexiconOf({ groups: { absent: { phrases: [{ first, second }] } } }));
    expect(usual('不用一二三四五六来').absent).toHaveLength(1);
    expect(usual('不用一二三四五六七来')).toEqual({});
    const close = finder(lexiconOf({ groups: { absent: { phrases: [{ first, second, within: 0 }] } } }));
    expect(close('不用来')).toEqual({ absent: ['不用来'] });
    expect(close('不用您来')).toEqual({});
  });

  it.each(['\n', '。', '；', '！', '？', '，', '：'])('does not cross a clause: «%s»', (mark) => {
    expect(findPhrase(`不用店里${mark}到店`)).toEqual({});
    expect(findPhrase(`不用${mark}到店`)).toEqual({});
  });

  it.each(['、', '(', '-', 'a'])('goes on over «%s», which ends no clause', (mark) => {
    expect(findPhrase(`不用${mark}a来`).absent).toHaveLength(1);
  });

  it('begins at the nearest first half, and at one behind a clause that has ended', () => {
    expect(findPhrase('不用无需来')).toEqual({ absent: ['无需来'] });
    expect(findPhrase('不用，无需来')).toEqual({ absent: ['无需来'] });
    expect(findPhrase('不用来，无需到店')).toEqual({ absent: ['不用来', '无需到店'] });
  });

  it('is found for each second half behind one first half', () => {
    expect(findPhrase('不用来到店')).toEqual({ absent: ['不用来', '不用来到店'] });
  });

  it('has halves of its own phrase, field and posting alone', () => {
    const two = finder(
      lexiconOf({
        groups: {
          absent: { phrases: [phrase, { first: ['人'], second: ['在外'] }] },
          other: { phrases: [{ first: ['证'], second: ['来'] }] },
        },
      }),
    );
    expect(two('不用在外')).toEqual({});
    expect(two('人来')).toEqual({});
    expect(two('证来')).toEqual({ other: ['证来'] });
    expect(two('来', '不用')).toEqual({});
    expect(two('不用')).toEqual({});
    expect(two('来')).toEqual({});
    expect(two('人不用在外来')).toEqual({ absent: ['人不用在外', '不用在外来'] });
  });

  it('is turned round like a term where its group can be', () => {
    const negatable = finder(lexiconOf({ groups: { absent: { phrases: [phrase], negatable: true } } }));
    expect(negatable('拒绝不用来')).toEqual({ negated: ['不用来'] });
    expect(negatable('不用来的勿扰')).toEqual({ negated: ['不用来'] });
    expect(negatable('不用来')).toEqual({ absent: ['不用来'] });
    expect(findPhrase('拒绝不用来')).toEqual({ absent: ['不用来'] });
  });

  it('is no finding inside its exception, and one beside it', () => {
    const excepted = finder(lexiconOf({ groups: { absent: { phrases: [phrase], except: ['不用再来电'] } } }));
    expect(excepted('不用再来电')).toEqual({});
    expect(excepted('不用再来电，不用来')).toEqual({ absent: ['不用来'] });
  });

  it('stands in the order of the text beside terms', () => {
    const both = finder(lexiconOf({ groups: { absent: { terms: ['店', '不'], phrases: [phrase] } } }));
    expect(both('不用到店')).toEqual({ absent: ['不', '不用到店', '店'] });
  });

  it('may share words with others, as a term, a half or a word of negation', () => {
    const shared = finder(
      lexiconOf({
        groups: { a: { terms: ['来'], phrases: [phrase] }, b: { phrases: [{ first: ['来'], second: ['拒绝'] }] } },
      }),
    );
    expect(shared('不用来吧拒绝')).toEqual({ a: ['不用来', '来'], b: ['来吧拒绝'] });
  });

  it('has halves that do not overlap', () => {
    const overlapping = finder(
      lexiconOf({ groups: { absent: { phrases: [{ first: ['不用到'], second: ['到店'] }] } } }),
    );
    expect(overlapping('不用到店')).toEqual({});
    expect(overlapping('不用到到店')).toEqual({ absent: ['不用到到店'] });
  });

  // A gap: of two first halves that end together the shorter one is taken, and its place hides a word that the reader should see.
  it.fails('begins with the longer of two first halves that end together', () => {
    const nested = finder(
      lexiconOf({ groups: { absent: { phrases: [{ first: ['合同签', '签'], second: ['付'] }] } } }),
    );
    expect(nested('合同签好付')).toEqual({ absent: ['合同签好付'] });
  });

  // A gap: a first half that the second one begins in hides the one before it.
  it.fails('is found where another first half goes on into the second one', () => {
    const overlapping = finder(
      lexiconOf({ groups: { paid: { phrases: [{ first: ['证到', '成功'], second: ['到账'] }] } } }),
    );
    expect(overlapping('成功证到账')).toEqual({ paid: ['成功证到账'] });
  });
});

describe('a word of negation that must touch', () => {
  const withholding = lexiconOf({
    groups: { keep: { terms: ['押证件'], negatable: true }, other: { terms: ['押金'] } },
    negation: { touching: ['不', '绝不'] },
  });
  const findKept = (text: string) => finder(withholding)(text);

  it('turns a term round where it touches it, and only there', () => {
    expect(findKept('公司不押证件')).toEqual({ negated: ['押证件'] });
    expect(findKept('绝不押证件')).toEqual({ negated: ['押证件'] });
    expect(findKept('不 押 证件')).toEqual({ negated: ['押证件'] });
    expect(findKept('不会押证件')).toEqual({ keep: ['押证件'] });
    expect(findKept('押证件不')).toEqual({ keep: ['押证件'] });
    expect(findKept('押证件')).toEqual({ keep: ['押证件'] });
    expect(findKept('不押金')).toEqual({ other: ['押金'] });
  });

  it('is one of the project: «不押证件» is no withholding', () => {
    expect(find('入职须押证件').kept_credential).toBeDefined();
    expect(find('入职不押证件').kept_credential).toBeUndefined();
    expect(find('入职不押证件').negated).toBeDefined();
  });
});

interface Span {
  readonly start: number;
  readonly end: number;
}

function occurrences(text: string, words: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const word of words)
    for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1))
      spans.push({ start, end: start + word.length });
  return spans;
}

/** What a lexicon finds in one text, by trying every place against every other. */
function naiveFindings({ groups, negation }: Lexicon, text: string): Findings {
  const holds = (outer: Span, { start, end }: Span): boolean => outer.start <= start && outer.end >= end;
  const found = groups.flatMap(({ id, terms, phrases, negatable }) => [
    ...occurrences(text, terms).map((span) => ({ ...span, id, negatable })),
    ...phrases.flatMap(({ first, second, within }) =>
      occurrences(text, second).flatMap(({ start, end }) => {
        const before = occurrences(text, first).filter((half) => half.end <= start);
        const nearest = before.sort((a, b) => b.end - a.end)[0];
        if (nearest === undefined || start - nearest.end > within) return [];
        return /[\n。;!?,:]/.test(text.slice(nearest.end, start)) ? [] : [{ start: nearest.start, end, id, negatable }];
      }),
    ),
  ]);
  const claims = found.filter((term) => groups.find(({ id }) => id === term.id)?.refuses !== true);
  const refusals = occurrences(text, negation.before).filter(
    ({ start, end }) => !claims.some((claim) => holds(claim, { start, end: end + 1 })),
  );
  const reaches = (between: string): boolean => between.length <= negation.reach && !/[\n。;!?]/.test(between);
  const findings: Findings = new Map();
  for (const term of found.sort((a, b) => a.start - b.start || a.end - b.end)) {
    const except = groups.find(({ id }) => id === term.id)?.except ?? [];
    if (occurrences(text, except).some((exception) => holds(exception, term))) continue;
    const negated =
      term.negatable &&
      (occurrences(text, negation.touching).some(({ end }) => end === term.start) ||
        refusals.some(({ end }) => end <= term.start && reaches(text.slice(end, term.start))) ||
        occurrences(text, negation.after).some(
          ({ start }) => start >= term.end && reaches(text.slice(term.end, start)),
        ));
    push(findings, negated ? 'negated' : term.id, { field: 0, start: term.start, end: term.end });
  }
  return findings;
}

describe('finding in any text', () => {
  const plain = createNormaliser({ substitutes: [] });
  const manifold = lexiconOf({
    groups: {
      rent: { terms: ['挂', '挂证', '收证'], except: ['挂号', '外挂证'], negatable: true },
      paper: { terms: ['证', '证书'], except: ['证明', '保证'] },
      absent: {
        phrases: [{ first: ['不用', '免'], second: ['到', '坐班'], within: 3 }],
        except: ['免得到'],
        negatable: true,
      },
      refusal: { terms: ['不收证'], phrases: [{ first: ['拒绝'], second: ['挂', '付'], within: 2 }], refuses: true },
      money: { terms: ['付'], phrases: [{ first: ['年'], second: ['付款'], within: 0 }], negatable: true },
    },
    negation: { before: ['拒绝', '不', '不收'], touching: ['非', '未'], after: ['勿扰', '扰', '者'], reach: 3 },
  });
  const pieces = fc.constantFrom(
    ...[
      '挂',
      '挂证',
      '收证',
      '挂号',
      '外挂证',
      '证书',
      '证明',
      '保证',
      '不用',
      '免',
      '到',
      '坐班',
      '免得到',
      '年',
      '付款',
    ],
    ...['拒绝', '不', '不收', '非', '未', '勿扰', '扰', '者', '。', '\n', ',', ';', '!', '?', ':', '一', '二', '、'],
  );

  it('gives what trying every place against every other gives', () => {
    const findTerms = createTermFinder(manifold);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (written) => {
        const normalised = { ...plain(''), text: written.join('') };
        expect(findTerms([{ field: 'text', normalised }])).toEqual(naiveFindings(manifold, normalised.text));
      }),
      { numRuns: 5000 },
    );
  });

  it('gives for two fields what it gives for each, with its number', () => {
    const findTerms = createTermFinder(manifold);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.array(pieces, { maxLength: 8 }), (title, text) => {
        const fields = [title, text].map((written) => ({
          field: 'text' as const,
          normalised: { ...plain(''), text: written.join('') },
        }));
        const both = findTerms(fields);
        for (const [id, places] of both) {
          const alone = fields.flatMap((each, field) =>
            (findTerms([each]).get(id) ?? []).map((place) => ({ ...place, field })),
          );
          expect(places).toEqual(alone);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives places in their fields whose original words, read by themselves, are that term again', () => {
    const disguised = lexiconOf({
      groups: {
        rent: { terms: ['挂靠', '建造师'] },
        absent: { phrases: [{ first: ['不用', '无需'], second: ['到岗', '坐班'], within: 4 }] },
      },
    });
    const lexicon: Lexicon = {
      ...disguised,
      words: [
        { word: '挂靠', pinyin: 'gua kao', like: { 挂: '卦' } },
        { word: '建造师', pinyin: 'jian zao shi' },
        { word: '到岗', pinyin: 'dao gang', like: { 岗: '冈' } },
        { word: '不用', pinyin: 'bu yong' },
      ],
      substitutes: [{ from: 'gk', to: '挂靠', alone: true, reason: 'initials' }],
    };
    const normalise = createNormaliser(lexicon);
    const findTerms = createTermFinder(lexicon);
    const way = fc.constantFrom(
      ...['挂靠', '卦靠', 'guakao', 'GUA kao', 'gk', '挂*靠', '卦，靠', '建zao师', 'jian zao shi', '建\u200b造师'],
      ...[
        '不用',
        'bu yong',
        '不yong',
        '无需',
        '到岗',
        'dao冈',
        '到🔥岗',
        '坐班',
        '坐 班',
        '您',
        '每天',
        '，',
        '。',
        '\n',
        ' ',
        'a',
        '1',
      ],
    );
    let found = 0;
    const text = fc.array(way, { maxLength: 12 }).map((ways) => ways.join(''));
    fc.assert(
      fc.property(text, text, (title, body) => {
        const fields = readFields({ title, text: body }, normalise);
        for (const [id, places] of findTerms(fields)) {
          for (const { field, start, end } of places) {
            const read = fields[field];
            if (read === undefined) return expect.unreachable('A place in no field.');
            const original = originalSpan(read.normalised, start, end);
            const written = read.normalised.original.slice(original.start, original.end);
            expect(original.start >= 0 && original.start < original.end).toBe(true);
            expect(original.end).toBeLessThanOrEqual(read.normalised.original.length);
            const again = findTerms(readFields({ text: written }, normalise)).get(id) ?? [];
            const words = normalise(written).text;
            // A comma may go where the slice ends; the words are the same.
            const term = read.normalised.text.slice(start, end).replaceAll(',', '');
            expect(again.map((place) => words.slice(place.start, place.end).replaceAll(',', ''))).toContain(term);
            found++;
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(found).toBeGreaterThan(1000);
  });
});

describe('the notions of the code', () => {
  const findWords = createWordFinder(lexiconOf({ groups: { rent: { terms: ['挂靠'] } } }), {
    rent: ['挂靠', '租'],
    place: ['省'],
  });
  const mentionsIn = (...texts: string[]): string[] => {
    const plain = createNormaliser({ substitutes: [] });
    return [...findWords(texts.map((text) => ({ field: 'text' as const, normalised: plain(text) }))).mentions].sort();
  };

  it('are mentioned by any of their words, in any field, beside what the lexicon finds', () => {
    expect(mentionsIn('')).toEqual([]);
    expect(mentionsIn('挂靠')).toEqual(['rent']);
    expect(mentionsIn('出租', '本省')).toEqual(['place', 'rent']);
  });

  it('are mentioned within the first 5,000 characters of a field, with all of theirs', () => {
    expect(mentionsIn(`${'一'.repeat(4998)}挂靠`)).toEqual(['rent']);
    expect(mentionsIn(`${'一'.repeat(4999)}挂靠`)).toEqual([]);
    expect(mentionsIn('一'.repeat(9000), '省')).toEqual(['place']);
  });
});

describe('the widest place', () => {
  const at = (start: number, end: number, field = 0): Found => ({ field, start, end });
  const findings: Findings = new Map([
    ['credential', [at(0, 2), at(0, 5), at(3, 5), at(1, 9, 1)]],
    ['paper', [at(0, 8)]],
  ]);

  it('is the longest of the named groups that holds the place, in the same field', () => {
    expect(widest(at(3, 5), findings, ['credential'])).toEqual(at(0, 5));
    expect(widest(at(3, 5), findings, ['credential', 'paper'])).toEqual(at(0, 8));
    expect(widest(at(3, 5), findings, ['paper', 'credential'])).toEqual(at(0, 8));
    expect(widest(at(0, 2), findings, ['credential'])).toEqual(at(0, 5));
    expect(widest(at(3, 5, 1), findings, ['credential'])).toEqual(at(1, 9, 1));
  });

  it('is the place itself where nothing longer holds it', () => {
    const place = at(4, 6);
    expect(widest(place, findings, ['credential'])).toBe(place);
    expect(widest(at(3, 5), findings, ['nothing'])).toEqual(at(3, 5));
    expect(widest(at(3, 5), findings, [])).toEqual(at(3, 5));
    expect(widest(at(3, 5, 2), findings, ['credential', 'paper'])).toEqual(at(3, 5, 2));
    expect(widest(at(0, 6), findings, ['credential'])).toEqual(at(0, 6));
    // Longer, but it begins too late, or ends too soon.
    expect(widest(at(0, 3, 1), findings, ['credential'])).toEqual(at(0, 3, 1));
    expect(widest(at(7, 10, 1), findings, ['credential'])).toEqual(at(7, 10, 1));
  });
});

describe('adding a finding', () => {
  it('keeps the first 64 of each id', () => {
    const findings: Findings = new Map();
    for (let start = 0; start < 70; start++) push(findings, 'a', { field: 0, start, end: start + 1 });
    push(findings, 'b', { field: 1, start: 0, end: 0 });
    expect(findings.get('a')?.map(({ start }) => start)).toEqual([...Array(64).keys()]);
    expect(findings.get('b')).toEqual([{ field: 1, start: 0, end: 0 }]);
  });
});

describe('finding in a megabyte', () => {
  const size = 1_000_000;
  const phrases = lexiconOf({
    groups: {
      absent: {
        terms: ['挂'],
        phrases: [{ first: ['不用', '免'], second: ['到店', '来'], within: 40 }],
        except: ['免来电', '挂号'],
        negatable: true,
      },
    },
    negation: { before: ['不', '拒绝'], touching: ['绝'], after: ['扰', '勿扰'], reach: 40 },
  });
  const findTerms = createTermFinder(phrases);
  const plain = createNormaliser({ substitutes: [] });

  it.each<[string, string]>([
    ['first halves', '免'],
    ['first halves that end in a clause', '免,'],
    ['second halves', '来'],
    ['both halves', '免来'],
    ['both halves, far apart', `免${'一'.repeat(40)}来`],
    ['both halves in two clauses', `免,${'一'.repeat(38)}来`],
    ['exceptions', '免来电'],
    ['terms and exceptions', '挂挂号'],
    ['words of negation', '拒绝不'],
    ['negations and terms', '拒绝挂勿扰'],
    ['negations that touch', '绝挂'],
  ])('of %s ends, with at most 64 places of a group', (_what, piece) => {
    const text = piece.repeat(Math.ceil(size / piece.length));
    const findings = findTerms([{ field: 'text', normalised: { ...plain(''), original: text, text } }]);
    for (const places of findings.values()) expect(places.length).toBeLessThanOrEqual(64);
  });

  it('of first halves with one second half finds the last of them', () => {
    const text = `${'免'.repeat(size)}来`;
    const findings = findTerms([{ field: 'text', normalised: { ...plain(''), original: text, text } }]);
    expect(findings.get('absent')).toEqual([{ field: 0, start: size - 1, end: size + 1 }]);
  });

  it.each(['挂靠走开', '拒绝挂靠', '挂靠', '外挂证', '勿扰'])('reads a megabyte of «%s» to its end', (piece) => {
    // A look through all negations for every term would take minutes here.
    const found = find(piece.repeat(1_000_000 / piece.length));
    for (const places of Object.values(found)) expect(places.length).toBeLessThanOrEqual(64);
  });
});
