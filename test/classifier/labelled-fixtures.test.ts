import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { postingFingerprint } from '../../classifier/train/fingerprint.js';
import { projectFile, readLabelledFile, readLabelledPostings } from './labelled-postings.js';

const labelled = readLabelledPostings();
const demo = readdirSync(projectFile('fixtures/platforms'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readLabelledFile(projectFile(`fixtures/platforms/${name}/postings.jsonl`)));

const runLength = 12;
/** What any two people write alike: names of credentials, times of shifts, lists of duties and of the steps of a selection. */
const naturalPhrases: readonly string[] = [
  '。国家注册监理工程师（房',
  '15:00，晚班14:30-22:00，一周',
  '、执业印章、身份证复印件',
  '主要负责人和安全管理人员',
  '笔试、结构化面试、体检、',
  '消防技术服务机构从业条件，',
  '、结构化面试、体检、考察、公示、',
  '全国公路建设市场信用信息',
  '公用设备（给水排水）注册',
  '化工安全类注册安全工程师，五年',
  '审核处方、指导合理用药、',
  '抄表、巡视、倒闸操作、填',
  '注册公用设备工程师（暖通空调）',
  '注册安全工程师（建筑施工',
  '注册电气工程师（供配电）',
  '程序：网上报名、资格审查、笔试（专业',
  '质量、环境、职业健康三体系',
  '进度、质量、安全、成本，',
  '面向社会公开招聘工程管理',
  '发展需要，面向社会公开招聘',
  '通过国家统一法律职业资格考试，',
  '面试、体检、考察、公示、聘用。',
  '注册单位与实际工作单位不一致',
  '人力资源服务机构不得发布',
  '全国公路建设市场信用信息系统',
];

function runsOf(text: string): Set<string> {
  const runs = new Set<string>();
  for (let i = 0; i + runLength <= text.length; i++) runs.add(text.slice(i, i + runLength));
  return runs;
}

describe('the labelled postings', () => {
  it('are at least 120 rental ads and 240 genuine postings', () => {
    expect(labelled.filter(({ label }) => label === 'rental').length).toBeGreaterThanOrEqual(120);
    expect(labelled.filter(({ label }) => label === 'genuine').length).toBeGreaterThanOrEqual(240);
  });

  it('have an id, a text and a slice each, and no id or words twice', () => {
    for (const { id, text, slice } of labelled)
      for (const value of [id, text, slice]) expect(value ?? '', id).not.toBe('');
    expect(new Set(labelled.map(({ id }) => id)).size).toBe(labelled.length);
    expect(new Set(labelled.map(postingFingerprint)).size).toBe(labelled.length);
    expect(new Set(labelled.map(({ text }) => text)).size).toBe(labelled.length);
  });

  it('have slices of one label each', () => {
    const labels = new Map<string, Set<string>>();
    for (const { slice = '', label } of labelled) labels.set(slice, (labels.get(slice) ?? new Set()).add(label));
    expect([...labels].filter(([, own]) => own.size > 1)).toEqual([]);
  });

  it('hold no posting of the demo platforms', () => {
    const texts = new Set(labelled.map(({ text }) => text.trim()));
    expect(demo.length).toBeGreaterThan(100);
    expect(demo.filter(({ text }) => texts.has(text.trim())).map(({ id }) => id)).toEqual([]);
  });

  it(`share no ${runLength} characters with a posting of the demo platforms, but for natural phrases`, () => {
    const known = new Map<string, string>();
    for (const { id = '', text } of labelled) for (const run of runsOf(text)) known.set(run, id);
    const shared = demo.flatMap(({ id, text }) =>
      [...runsOf(text)]
        .filter((run) => known.has(run) && !naturalPhrases.some((phrase) => phrase.includes(run)))
        .map((run) => `${id} and ${known.get(run)}: ${run}`),
    );
    expect(shared).toEqual([]);
  });
});
