import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTextScorer } from '../../classifier/bayes/score-texts.js';
import { createNgramContributions } from '../../classifier/explain/ngram-contributions.js';
import { releaseContents } from '../../classifier/release/schema.js';
import { verdict } from '../../contracts/verdict.js';
import { guazheng, lastLine, sentenceOf, startGuazheng, temporaryFolder } from './run-guazheng.js';
import { projectRelease } from './trial-release.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

const lexicon = (...words: string[]) => guazheng(['lexicon', ...words], { cwd: folder });

/** A whole lexicon of two groups and one rule; `extra` stands behind its groups, from line 13 on. */
const small = (extra = ''): string => `version: trial
substitutes:
  - { from: 瓜证, to: 挂证, reason: homophone }
negation: { before: [拒绝], after: [勿扰], reach: 6 }
rules:
  - id: rent_named
    why: 直接提出
    source: 规定
    category: credential_rental
    all: [rent_word]
    weight: 1
groups:
  - { id: rent_word, meaning: 租证, source: 俗称, terms: [挂证, 挂靠] }
${extra}`;

async function checkText(content: string | Uint8Array, name = 'trial.yaml') {
  await writeFile(join(folder, name), content);
  return lexicon('check', name);
}

describe('lexicon check', () => {
  test('finds nothing wrong with the lexicon of the project', async () => {
    const ended = await lexicon('check', '--json');
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(lastLine(ended.stdout)).toMatchObject({ ok: true, errors: [], warnings: [], rules: expect.any(Number) });
    expect((await lexicon('check')).stdout).toMatch(/^词库 .*，可以使用。$/m);
  });

  test('takes a whole lexicon by itself', async () => {
    const ended = await checkText(small());
    expect([ended.code, ended.stdout]).toEqual([0, '词库 trial：1 个词组、2 个词语、1 条规则，可以使用。\n']);
  });

  test.each<[string, string, string]>([
    [
      'a term that stands twice, with both places',
      '  - { id: other, meaning: m, source: s, terms: [证, 挂靠] }\n',
      'trial.yaml:14:52 错误：词语 «挂靠» 重复，已见于 trial.yaml 第 13 行。',
    ],
    [
      'a group that stands twice',
      '  - { id: rent_word, meaning: m, source: s, terms: [收证] }\n',
      'trial.yaml:14:11 错误：词组 «rent_word» 重复，已见于 trial.yaml 第 13 行。',
    ],
    [
      'an unknown key',
      '  - { id: other, meaning: m, source: s, term: [证] }\n',
      'trial.yaml:14:41 错误：不认识的键 «term»（在 groups.1 里）。',
    ],
    ['a missing key', '  - { id: other, source: s, terms: [证] }\n', 'trial.yaml:14:5 错误：groups.1.meaning：'],
    [
      'a wrong kind of value',
      '  - { id: other, meaning: m, source: s, terms: [证], negatable: often }\n',
      'trial.yaml:14:64 错误：groups.1.negatable：',
    ],
    ['broken YAML', '  - { id: other, meaning: [m }\n', 'trial.yaml:14:'],
  ])('tells %s by file, line and column', async (_what, extra, line) => {
    const ended = await checkText(small(extra));
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toContain(line);
    expect(ended.stdout).toMatch(/词库不能使用。\n$/);
  });

  test('tells a reference to a group that is not there', async () => {
    const ended = await checkText(small().replace('all: [rent_word]', 'all: [rent_word, rent_wrd]'));
    expect([ended.code, ended.stdout]).toEqual([
      1,
      'trial.yaml:10:22 错误：规则 «rent_named» 的 all 引用了 «rent_wrd»，没有这个词组，也没有这个事实。\n发现 1 个错误，词库不能使用。\n',
    ]);
  });

  test('tells all errors at once, in the order of the lines', async () => {
    const twice = '  - { id: other, meaning: m, source: s, terms: [挂证, 挂靠] }\n';
    const ended = await checkText(small(twice).replace('[rent_word]', '[wrd]'));
    expect(ended.stdout.match(/^trial\.yaml:\d+/gm)).toEqual(['trial.yaml:10', 'trial.yaml:14', 'trial.yaml:14']);
  });

  test('warns of words that no text can hold in normal form, and of groups that nothing uses', async () => {
    const ended = await checkText(small('  - { id: other, meaning: m, source: s, terms: [瓜证, 證書] }\n'));
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('trial.yaml:14:49 警告：«瓜证» 永远找不到：正文归一化后写作 «挂证»。');
    expect(ended.stdout).toContain('«證書» 永远找不到：正文归一化后写作 «证书»');
    expect(ended.stdout).toContain('trial.yaml:14:11 警告：词组 «other» 没有一条规则用到。');
  });

  test('checks one file of a lexicon in the place of the project’s file of that name', async () => {
    const rules = '3-rules.yaml';
    const own = 'rules:\n  - { id: own, why: w, source: s, category: false_job, all: [no_such_group], weight: 1 }\n';
    const ended = await checkText(own, rules);
    expect([ended.code, ended.stdout]).toEqual([1, expect.stringMatching(/^3-rules\.yaml:2:62 错误：规则 «own»/)]);
    expect(ended.stdout).toContain('与项目词库的其余');
    expect(ended.stdout.match(/错误：/g)).toHaveLength(1);
  });

  test('joins the files of a folder, and knows which one a fault is in', async () => {
    const own = join(folder, 'several');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, '1.yaml'), small());
    const more =
      'groups:\n  - { id: a, meaning: m, source: s, terms: [证] }\n  - { id: b, meaning: m, source: s, terms: [靠, 挂靠] }\n';
    await writeFile(join(own, '2.yaml'), more);
    const twice = await lexicon('check', 'several');
    expect(twice.stdout).toContain('several/2.yaml:3:48 错误：词语 «挂靠» 重复，已见于 several/1.yaml 第 13 行。');
    await writeFile(join(own, '2.yaml'), '# more\nversion: other\n');
    const other = await lexicon('check', 'several');
    expect(other.stdout).toContain('several/2.yaml:2:1 错误：键 «version» 在 several/1.yaml 里已经有了。');
  });

  test.each<[string, string | Uint8Array, string]>([
    ['a file in GBK', Uint8Array.of(0x76, 0x3a, 0x20, 0xb9, 0xd2), '不是 UTF-8'],
    ['an empty file', '', '没有 groups'],
    ['a list', '- a\n', '没有 groups'],
    ['aliases', 'groups: &a []\nrules: *a\n', '别名'],
    ['bytes of no kind', Uint8Array.from({ length: 256 }, (_, index) => index), '错误'],
  ])('says what is wrong with %s', async (_what, content, words) => {
    const ended = await checkText(content);
    expect([ended.code, ended.stdout]).toEqual([1, expect.stringContaining(words)]);
    expect(ended.stdout).toMatch(/^trial\.yaml:1:/);
  });

  test('is exit 2 and one sentence for a file that is not there', async () => {
    const ended = await lexicon('check', 'nowhere.yaml');
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringMatching(/nowhere\.yaml.*does not exist/)]);
  });
});

const offer = '诚聘一级建造师gua靠，只挂证不坐班，年付3万，电话13800000000';

describe('createNgramContributions', () => {
  const contents = releaseContents.parse(JSON.parse(readFileSync(projectRelease, 'utf8')));
  const texts = ['诚聘一级建造师', '只挂证不坐班,年付3万,电话13800000000'];

  test('add up to what both scores of the whole add to the log odds', () => {
    const { bayes, logistic } = createTextScorer(contents.bayes, contents.ngramLogistic)(texts);
    // Both texts together are short: fewer than sixty characters.
    const weightOf = (score: string) =>
      contents.logistic.weights[contents.features.indexOf(`${score}:short`)] ?? Number.NaN;
    const expected =
      weightOf('bayes_whole') * bayes + weightOf('ngrams_whole') * (logistic - contents.ngramLogistic.intercept);
    const sum = createNgramContributions(contents)(texts).reduce((total, { logOdds }) => total + logOdds, 0);
    // The scores are made of weights of 32 bits.
    expect(sum).toBeCloseTo(expected, 6);
  });

  test('name what stands in the text, once, the weightiest first', () => {
    const contributions = createNgramContributions(contents)(texts);
    const names = contributions.map(({ ngram }) => ngram);
    expect(new Set(names).size).toBe(names.length);
    const written = texts.join('\n').replace(/\d/g, '0');
    for (const name of names) expect(written).toContain(name);
    const sizes = contributions.map(({ logOdds }) => Math.abs(logOdds));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('lexicon try', () => {
  test('shows in Chinese how a text comes to its verdict', async () => {
    const ended = await lexicon('try', offer);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    for (const words of ['挂靠', '“gua靠”', '指认 rent_named：', '30000 元/年', '可疑（flagged）', '合计'])
      expect(ended.stdout).toContain(words);
  });

  test('has words whose span is the original text, and contributions that add up to the probability', async () => {
    const explained = lastLine((await lexicon('try', offer, '--json')).stdout) as unknown as {
      normalForm: { field: string; text: string }[];
      found: { id: string; words: { field: string; start: number; end: number; text: string }[] }[];
      rules: { rule: string; why: string; words: { start: number; end: number; text: string }[] }[];
      intercept: number;
      contributions: { logOdds: number; weight: number; value: number }[];
      verdict: unknown;
    };
    expect(explained.normalForm).toEqual([{ field: 'text', text: expect.stringContaining('建造师挂靠') }]);
    expect(explained.found.map(({ id }) => id)).toContain('rent_word');
    const words = [...explained.found, ...explained.rules].flatMap((each) => each.words);
    expect(words.length).toBeGreaterThan(5);
    for (const { start, end, text: written } of words) expect(offer.slice(start, end)).toBe(written);
    for (const { logOdds, weight, value } of explained.contributions) expect(logOdds).toBeCloseTo(weight * value, 9);
    const { probability, band } = verdict.parse(explained.verdict);
    expect(band).toBe('flagged');
    const sum = explained.contributions.reduce((total, { logOdds }) => total + logOdds, explained.intercept);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(probability, 9);
  });

  test('judges as scan does where the lexicon is that of the release', async () => {
    const own = join(folder, 'of-release');
    await mkdir(own, { recursive: true });
    // Every JSON document is a YAML document.
    const { lexicon: content } = releaseContents.parse(JSON.parse(await readFile(projectRelease, 'utf8')));
    await writeFile(join(own, 'all.yaml'), JSON.stringify(content));
    await writeFile(join(folder, 'row.jsonl'), `${JSON.stringify({ id: '1', title: '招人', text: offer })}\n`);
    const { id: _, ...scanned } = lastLine((await guazheng(['scan', 'row.jsonl'], { cwd: folder })).stdout);
    const tried = await lexicon('try', offer, '--title', '招人', '--lexicon', 'of-release', '--json');
    expect(lastLine(tried.stdout).verdict).toEqual(scanned);
  });

  test('uses the lexicon as it is edited, a new rule with the expert’s weight', async () => {
    const own = join(folder, 'own');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, '1.yaml'), small().replace('[挂证, 挂靠]', '[青蛙]').replace('rent_named', 'frogs'));
    const ended = await lexicon('try', '出租青蛙', '--lexicon', own);
    expect(ended.stdout).toContain('指认 frogs：直接提出（规定）：“青蛙”（正文 2–4）');
    expect(ended.stdout).toMatch(/\+1\.000 {2}frogs/);
    expect(ended.stdout).toContain('新规则用专家权重');
  });

  test('reads a file in a Chinese encoding, or standard input', async () => {
    // «挂靠» in GB18030, again and again so that the encoding can be told.
    await writeFile(join(folder, 'gbk.txt'), Buffer.from('b9d2bfbf'.repeat(20), 'hex'));
    expect((await lexicon('try', '--file', 'gbk.txt')).stdout).toContain('正文：挂靠');

    const child = startGuazheng(['lexicon', 'try'], { cwd: folder });
    // Nothing comes from there: the empty text is a text, too.
    expect(child.stdout === null ? '' : await text(child.stdout)).toContain('正常（clear）');
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['one character', '挂'],
    ['characters that steer a terminal', '\u001b[31m挂靠\u202e\u0007'],
    ['half a pair', '挂\ud83d靠'],
    ['a hundred thousand times one character', '挂'.repeat(100_000)],
  ])('gives a verdict for %s', async (_what, content) => {
    await writeFile(join(folder, 'odd.txt'), content);
    const ended = await lexicon('try', '--file', 'odd.txt');
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toMatch(/概率 [01]\.\d{4}/);
    expect(ended.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|NaN/);
    expect(ended.stdout.length).toBeLessThan(20_000);
  });

  test('is exit 2 and one sentence where there is no text, or two', async () => {
    const both = await lexicon('try', 'a', '--file', 'gbk.txt');
    expect([both.code, sentenceOf(both)]).toEqual([2, expect.stringContaining('not both')]);
    const none = await lexicon('try', '--file', 'nowhere.txt');
    expect([none.code, sentenceOf(none)]).toEqual([2, expect.stringMatching(/nowhere\.txt.*does not exist/)]);
  });
});
