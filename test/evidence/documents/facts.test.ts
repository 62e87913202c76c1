import { describe, expect, test } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { beijingMinute, beijingSecond } from '../../../evidence/documents/beijing-time.js';
import { documentFactsShape } from '../../../evidence/documents/document-facts.js';
import { type DocumentSources, documentCategories, documentFacts } from '../../../evidence/documents/make-facts.js';
import { articlesFor } from '../../../evidence/law/articles-for.js';
import { officers, sampleSources } from './sample-sources.js';

/** The sample, changed. */
function factsWith(change: (sources: DocumentSources) => void) {
  const sources = sampleSources();
  change(sources);
  return documentFacts(sources);
}

describe('the facts of a document', () => {
  test('have their shape, and no value is empty: what is not known is said', () => {
    const facts = documentFactsShape.parse(documentFacts(sampleSources()));
    const strings = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : typeof value === 'object' && value
          ? Object.values(value).flatMap(strings)
          : [];
    expect(strings(facts)).not.toContain('');
  });

  test('give times in Beijing, also where that is the next day', () => {
    expect(beijingMinute('2026-11-23T06:05:59.999Z')).toBe('2026年11月23日 14时05分');
    expect(beijingSecond('2026-12-31T16:00:07Z')).toBe('2027年1月1日 00时00分07秒');
    expect(documentFacts(sampleSources()).采集开始时间).toBe('2026年11月23日 14时05分07秒');
  });

  test('name the two officers who confirmed this capture, with their credential numbers', () => {
    const facts = documentFacts(sampleSources());
    expect(facts.执法人员.map(({ 姓名, 执法证号 }) => [姓名, 执法证号])).toEqual(
      officers.map(({ name, credentialNumber }) => [name, credentialNumber]),
    );
    expect(facts).toMatchObject({ 性质: '证据', 是证据: true, 是线索: false });
  });

  test('leave two blanks and say 线索 where no officer has confirmed', () => {
    const facts = factsWith((sources) => {
      sources.decisions.confirmations = [];
      sources.manifest.standing = 'clue';
    });
    expect(facts.执法人员.map(({ 姓名, 执法证号, 核实时间 }) => [姓名, 执法证号, 核实时间])).toEqual(
      Array(2).fill(Array(3).fill('__________')),
    );
    expect(facts).toMatchObject({ 性质: '线索', 是证据: false, 是线索: true });
    expect(facts.性质说明).toContain('只作为线索');
  });

  test.each([
    ['one officer alone', (sources: DocumentSources) => sources.decisions.confirmations.splice(1)],
    [
      'the same officer twice',
      (sources: DocumentSources) =>
        sources.decisions.confirmations.forEach((each) => {
          each.by = officers[0];
        }),
    ],
    [
      'two accounts with one credential number',
      (sources: DocumentSources) =>
        sources.decisions.confirmations.forEach((each) => {
          each.by = { ...each.by, credentialNumber: '示-2026-0001' };
        }),
    ],
    [
      'two officers in one session',
      (sources: DocumentSources) =>
        sources.decisions.confirmations.forEach((each) => {
          each.sessionId = 's';
        }),
    ],
    [
      'confirmations of another capture',
      (sources: DocumentSources) =>
        sources.decisions.confirmations.forEach((each) => {
          each.captureId = 'another';
        }),
    ],
  ])('are refused where evidence rests on %s', (_, change) => {
    expect(() => factsWith(change)).toThrow(InputError);
    expect(() => factsWith(change)).toThrow(/two different officers/);
  });

  test('give a blank for an officer without a credential number', () => {
    const facts = factsWith((sources) => {
      sources.decisions.confirmations.slice(1).forEach((each) => {
        each.by = { ...each.by, credentialNumber: '' };
      });
    });
    expect(facts.执法人员.map(({ 执法证号 }) => 执法证号)).toEqual([officers[0].credentialNumber, '__________']);
  });

  test('put no words into the mouth of an officer or reviewer who wrote none', () => {
    const facts = factsWith(({ decisions }) => {
      decisions.confirmations.forEach((each, index) => {
        each.note = index === 0 ? ' ' : '已核对';
      });
      decisions.reviews.forEach((each) => {
        each.note = '';
      });
    });
    expect(facts.执法人员.map(({ 核实意见 }) => 核实意见)).toEqual(['未填写', '已核对']);
    expect(facts.复核.map(({ 意见 }) => 意见)).toEqual(['未填写', '未填写']);
  });

  test('go by what people found, and by the verdict only before that', () => {
    const sources = sampleSources();
    expect(documentCategories(sources)).toEqual(['credential_rental', 'false_job']);
    sources.decisions.reviews = [];
    expect(documentCategories(sources)).toEqual(['credential_rental']);
    expect(documentFacts(sources).案由).toBe('涉嫌以职业介绍为名提供“挂证”信息服务');
    expect(documentFacts({ ...sources, verdict: null }).案由).toBe('招聘信息待核查');
  });

  /** The sample's two confirmations, and then another review. */
  function reviewedOnceMore(change: Partial<DocumentSources['decisions']['reviews'][number]>): DocumentSources {
    const sources = sampleSources();
    const [first] = sources.decisions.reviews;
    if (first === undefined) throw new Error('the sample has no review');
    // Not in the order of time.
    sources.decisions.reviews.unshift({ ...first, id: 'r3', at: '2026-11-22T02:00:00.000Z', ...change });
    return sources;
  }

  test('do not repeat a suspicion that the newest review has dismissed, at whatever stage', () => {
    for (const stage of ['first', 'second'] as const) {
      const sources = reviewedOnceMore({ stage, decision: 'dismissed' });
      expect(documentCategories(sources)).toEqual([]);
      expect(documentFacts(sources)).toMatchObject({ 案由: '经复核排除', 已排除: true });
    }
    const earlier = reviewedOnceMore({ decision: 'dismissed', at: '2026-11-20T02:00:00.000Z' });
    expect(documentFacts(earlier)).toMatchObject({ 案由: expect.stringMatching(/^涉嫌/), 已排除: false });
  });

  test('go by the newest review’s categories, and by the verdict’s where it names none', () => {
    const named = reviewedOnceMore({ categories: ['credential_withholding'] });
    expect(documentCategories(named)).toEqual(['credential_withholding']);
    const unnamed = reviewedOnceMore({ categories: [] });
    expect(documentCategories(unnamed)).toEqual(['credential_rental']);
  });

  test('say that an officer ordered a capture only where the order names one', () => {
    const reasons = (reason: DocumentSources['record']['order']['reason'], by: (typeof officers)[number] | null) => {
      const { 采集原因, 采集指令人 } = factsWith(({ record }) => {
        record.order = { ...record.order, reason, by };
      });
      return [采集原因, 采集指令人];
    };
    expect(reasons('recapture', officers[0])).toEqual(['执法人员复查取证', '甄示例（执法证号：示-2026-0001）']);
    expect(reasons('recapture', null)).toEqual(['复查取证（未指明指令人）', '未指明']);
    expect(reasons('officer', null).join()).not.toContain('执法人员');
    expect(reasons('rectification', null).join()).not.toContain('自动');
    expect(reasons('flagged', null)).toEqual(['研判为可疑，系统自动采集', '系统按研判结果自动下达，没有指令人']);
  });

  test('say how much of the page the picture shows', () => {
    const extent = (pageHeight?: number, pictureHeight?: number) =>
      factsWith(({ record }) => {
        Object.assign(record.page, { pageHeight, pictureHeight });
      }).截图范围;
    expect(extent(3000, 3000)).toBe('整页截图');
    expect(extent(26_000, 10_000)).toMatch(/顶部起的10,000像素.*全高26,000像素.*PDF.*WARC/);
    expect(extent()).toBe('页面截图');
  });

  test('name an article that has a condition together with it', () => {
    const { 处理条款, 条款 } = factsWith((sources) => {
      sources.articles = articlesFor(['credential_rental'], { licenceNumber: null });
    });
    expect(处理条款).toMatch(/第四十二条（限于发布机构确未取得人力资源服务许可证/);
    expect(条款.filter(({ 有适用条件 }) => 有适用条件).map(({ 条 }) => 条)).toEqual(['第四十二条']);
  });

  test('list the steps from the entry page to the detail page, with what was received', () => {
    const { 步骤, 文件 } = documentFacts(sampleSources());
    expect(步骤.map(({ 序号, 内容 }) => [序号, 内容])).toEqual([
      ['1', '打开入口页'],
      ['2', '打开列表页第2页'],
      ['3', '打开本招聘信息的页面并采集'],
    ]);
    expect(步骤.at(-1)?.正文SHA256).toBe(文件[0]?.SHA256);
  });

  test('say which way the clock is off', () => {
    const offset = (offsetMilliseconds: number | null) =>
      factsWith((sources) => {
        sources.record.clock.offsetMilliseconds = offsetMilliseconds;
      }).时钟偏差;
    expect(offset(1500)).toContain('系统时钟慢1.5秒');
    expect(offset(-20)).toContain('系统时钟快0.02秒');
    expect(offset(0)).toContain('系统时钟无偏差');
    expect(offset(null)).toBe('采集前没有可以比对的可信时间戳');
  });

  test('cut a value that would fill pages, and say so and where all of it is', () => {
    const { 页面标题 } = factsWith((sources) => {
      sources.record.page.title = '😀'.repeat(100_000);
    });
    expect([...页面标题].length).toBeLessThan(2100);
    expect(页面标题).toContain('共100,000个字符，全文见采集记录');
  });

  test('name at most twenty resources that did not come, and count all', () => {
    const facts = factsWith((sources) => {
      const failed = { url: 'https://a.example.test/', failure: 'reset' };
      sources.record.page.failedResources = Array.from({ length: 1234 }, () => failed);
    });
    expect(facts.未取得资源).toHaveLength(20);
    expect(facts.未取得资源数).toBe('1,234');
  });

  test('say that a page had no encryption, no redirect, no browser, no comparison, where that is so', () => {
    const facts = factsWith((sources) => {
      sources.record.page.tls = null;
      sources.record.page.redirects = [];
      sources.record.tools.browser = null;
      sources.record.comparison = null;
    });
    expect(facts).toMatchObject({
      安全连接: '未加密的 HTTP，没有证书',
      有跳转: false,
      浏览器: '未使用浏览器',
      有比对: false,
      有变化: false,
    });
  });
});
