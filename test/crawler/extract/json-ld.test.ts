import { describe, expect, it } from 'vitest';
import { loadPage } from '../../../crawler/extract/html-document.js';
import { jobPostings, readJobPosting } from '../../../crawler/extract/json-ld.js';

const script = (json: string): string => `<script type="application/ld+json">${json}</script>`;
const read = (data: unknown) => jobPostings(loadPage(script(JSON.stringify(data)))).map(readJobPosting);

describe('linked data of a job posting', () => {
  it('is read in full', () => {
    const [values] = read({
      '@context': 'https://schema.org',
      '@type': 'JobPosting',
      title: '土建施工员',
      description: '<p>负责现场</p><ul><li>要求驻场</li></ul>',
      qualifications: '二级建造师优先',
      hiringOrganization: { '@type': 'Organization', name: '楚才建设' },
      baseSalary: {
        '@type': 'MonetaryAmount',
        currency: 'CNY',
        value: { '@type': 'QuantitativeValue', minValue: 8000, maxValue: 12000, unitText: 'MONTH' },
      },
      jobLocation: {
        '@type': 'Place',
        address: { addressRegion: '湖北省', addressLocality: '武汉市', streetAddress: '武汉市洪山区' },
      },
      datePosted: '2026-03-01',
      totalJobOpenings: 3,
      url: '/job/1',
    });
    expect(values).toEqual({
      title: '土建施工员',
      company: '楚才建设',
      salary: '8000-12000元/月',
      place: '湖北省武汉市武汉市洪山区',
      headcount: '3人',
      publishedAt: '2026-03-01',
      url: '/job/1',
      text: '负责现场\n要求驻场\n二级建造师优先',
    });
  });

  it.each([
    [{ currency: 'RMB', value: 9000, unitText: 'MONTH' }, '9000元/月'],
    [{ currency: 'USD', value: { value: 30, unitText: 'hour' } }, '30 USD/小时'],
    [{ currency: 'CNY', minValue: '5000', value: { minValue: 5000, maxValue: 5000, unitText: 'YEAR' } }, '5000元/年'],
    [{ value: '面议' }, '面议'],
    ['8千-1万', '8千-1万'],
    [20000, '20000'],
    [{}, undefined],
    [null, undefined],
  ])('states the salary %j as %s', (baseSalary, wanted) => {
    expect(read({ '@type': 'JobPosting', title: '甲', baseSalary })[0]?.salary).toBe(wanted);
  });

  it('is found in arrays, graphs, lists and beside broken scripts', () => {
    const job = (title: string) => ({ '@type': ['Thing', 'http://schema.org/JobPosting'], title });
    const html = [
      script('{broken'),
      script(JSON.stringify([{ '@graph': [{ '@type': 'WebPage' }, job('甲')] }, job('乙')])),
      script(JSON.stringify({ '@type': 'ItemList', itemListElement: [{ '@type': 'ListItem', item: job('丙') }] })),
      script('{"@type":"JobPosting","title":"丁","description":"一\n二\t三"}'),
    ].join('');
    expect(jobPostings(loadPage(html)).map((posting) => readJobPosting(posting).title)).toEqual([
      '甲',
      '乙',
      '丙',
      '丁',
    ]);
  });

  it('has its description read twice when its tags are written as entities', () => {
    const description = '&lt;p&gt;月薪 5000&lt;/p&gt;&lt;p&gt;包住&lt;/p&gt;';
    expect(read({ '@type': 'JobPosting', description })[0]?.text).toBe('月薪 5000\n包住');
  });

  it('survives values of unexpected types and nesting of any depth', () => {
    const odd = [3, null, true, [[]], {}, 'x'];
    for (const value of odd) {
      const posting = {
        '@type': 'JobPosting',
        title: value,
        description: value,
        baseSalary: value,
        jobLocation: value,
      };
      expect(read({ ...posting, hiringOrganization: value, totalJobOpenings: value, datePosted: value })).toHaveLength(
        1,
      );
    }
    const deep = `${'{"@graph":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    expect(jobPostings(loadPage(script(deep)))).toEqual([]);
  });
});
