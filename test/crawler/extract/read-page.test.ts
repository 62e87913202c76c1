import { describe, expect, it } from 'vitest';
import { type ListPage, readDetailPage, readListPage } from '../../../crawler/extract/read-page.js';
import { readSavedPage } from '../../../crawler/extract/read-saved-page.js';
import { parsePlatformFile } from '../../../crawler/read-platform-file.js';

const url = 'https://jobs.example.com/list/1.html';
const platform = (readers: string) =>
  parsePlatformFile(`id: example\nname: 例\nentry: [${url}]\n${readers}`, 'example.yaml');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const html = platform(`
list:
  from: html
  item: .job
  fields:
    url: a.name
    key: { attribute: data-id }
    title: a.name
    salary: { selector: .info, pattern: '薪资：(\\S+)' }
    place: { selector: .info, without: i }
  next: a.next@href
detail:
  from: html
  fields: { title: h1, text: { selector: .text, without: .share } }
`);
const job = (id: number): string =>
  `<div class="job" data-id="${id}"><a class="name" href="../job/${id}.html?spm=1#x">岗位${id}</a>
   <p class="info">武汉 <i>薪资：8000元</i></p></div>`;

describe('readListPage', () => {
  it('reads items, their keys and canonical links, and the link to the next page', () => {
    const page = { url, text: `${job(1)}${job(2)}<a class="next" href="2.html#top">下一页</a>` };
    expect(readListPage(html, page)).toEqual({
      items: [1, 2].map((id) => ({
        url: `https://jobs.example.com/job/${id}.html`,
        key: `${id}`,
        row: { url: `https://jobs.example.com/job/${id}.html`, title: `岗位${id}`, salary: '8000元', place: '武汉' },
      })),
      next: 'https://jobs.example.com/list/2.html',
    });
  });

  it('resolves links against the base element of the page', () => {
    const page = { url, text: `<base href="https://m.example.com/a/b/">${job(1)}` };
    expect(readListPage(html, page).items[0]?.url).toBe('https://m.example.com/a/job/1.html');
  });

  it.each(['javascript:next()', 'mailto:a@b.c', '#', '1.html', ''])('gives no next page for a link to "%s"', (href) => {
    expect(readListPage(html, { url, text: `${job(1)}<a class="next" href="${href}">下一页</a>` }).next).toBeNull();
  });

  it('gives an item without a usable link, but none that says nothing', () => {
    const text = '<div class="job"><a class="name" href="javascript:void(0)">岗位</a></div><div class="job"></div>';
    expect(readListPage(html, { url, text }).items).toEqual([{ url: null, key: null, row: { title: '岗位' } }]);
  });

  it('gives no items for a page that is something else', () => {
    const nothing: ListPage = { items: [], next: null };
    for (const text of ['', 'null', '<html></html>', '{"a":1}'])
      expect(readListPage(html, { url, text })).toEqual(nothing);
  });

  const json = platform(`
list:
  from: json
  items: data.list
  fields: { key: id, title: job.name, place: { path: tags, pattern: 地点(\\S+) }, text: description }
  next: data.next
  urlTemplate: /job/{id}/{job.name}.html
detail: { from: list }
`);
  it('reads an interface: paths, lists, patterns, HTML in strings, URL templates', () => {
    const item = { id: 7, job: { name: 'a/b 甲' }, tags: ['急聘', '地点武汉'], description: '一<br>二&amp;' };
    const text = JSON.stringify({ data: { list: [item], next: '/list/2' } });
    const link = 'https://jobs.example.com/job/7/a%2Fb%20%E7%94%B2.html';
    expect(readListPage(json, { url, text })).toEqual({
      items: [{ url: link, key: '7', row: { url: link, title: 'a/b 甲', place: '武汉', text: '一\n二&' } }],
      next: 'https://jobs.example.com/list/2',
    });
  });

  it('makes the text of what the list says when there are no detail pages', () => {
    const text = JSON.stringify({ data: { list: [{ job: { name: '甲' }, tags: ['地点武汉'] }] } });
    expect(readListPage(json, { url, text }).items[0]).toEqual({
      url: null,
      key: null,
      row: { title: '甲', place: '武汉', text: '甲\n武汉' },
    });
  });

  it('follows own properties alone', () => {
    const polluting = platform(`
list: { from: json, items: list, fields: { title: __proto__.constructor.name, key: constructor.name, text: a.length } }
detail: { from: list }
`);
    const text = '{"list":[{"__proto__":{"polluted":"yes"},"a":[1,2]}]}';
    expect(readListPage(polluting, { url, text }).items).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('readDetailPage', () => {
  const fromList = { url: 'https://jobs.example.com/job/1.html', title: '列表标题', salary: '8000元' };

  it('prefers the page and fills the gaps from the list', () => {
    const page = {
      url: 'https://jobs.example.com/job/1.html?session=3',
      text: '<div class="text">一<p>二</p><p class="share">分享</p></div>',
    };
    expect(readDetailPage(html, page, fromList)).toEqual({ ...fromList, text: '一\n二' });
    expect(readDetailPage(html, page)?.url).toBe(page.url);
  });

  it('finds no posting where the named text is missing', () => {
    expect(readDetailPage(html, { url, text: '<h1>职位已下线</h1>' }, fromList)).toBeNull();
  });

  const list = `list: { from: html, item: li, fields: { url: a } }\n`;
  it('reads linked data, corrected by selectors', () => {
    const linked = platform(`${list}detail: { from: json-ld, fields: { agency: .agency } }`);
    const postings = [1, 2].map((id) => ({
      '@type': 'JobPosting',
      url: `/job/${id}.html`,
      title: `岗位${id}`,
      description: '文',
    }));
    const text = `<script type="application/ld+json">${JSON.stringify(postings)}</script><p class="agency">某某人力资源</p>`;
    expect(readDetailPage(linked, { url: 'https://jobs.example.com/job/2.html', text })).toEqual({
      url: 'https://jobs.example.com/job/2.html',
      title: '岗位2',
      text: '文',
      agency: '某某人力资源',
    });
    expect(readDetailPage(linked, { url, text: '<p>无</p>' })).toBeNull();
  });

  it('reads embedded JSON and an interface', () => {
    const embedded = platform(
      `${list}detail: { from: embedded-json, marker: __JOB__, item: data.0, fields: { title: t, text: d } }`,
    );
    const text = '<script>window.__JOB__ = {"data":[{"t":"甲","d":["一","二"]}]}; other()</script>';
    expect(readDetailPage(embedded, { url, text })).toEqual({ url, title: '甲', text: '一\n二' });
    expect(readDetailPage(embedded, { url, text: '<script></script>' })).toBeNull();
    const plain = platform(`${list}detail: { from: json, fields: { title: t } }`);
    expect(readDetailPage(plain, { url, text: '{"t":"甲"}' })).toEqual({ url, title: '甲', text: '甲' });
    expect(readDetailPage(plain, { url, text: 'x' })).toBeNull();
  });

  it('bounds every string and lets no control character or half character pass', () => {
    const text = `<h1>${'长'.repeat(9000)}</h1><div class="text">\u0001\ud800${'文'.repeat(300_000)}</div>`;
    const row = readDetailPage(html, { url, text });
    expect(row?.title).toHaveLength(500);
    expect(row?.text).toHaveLength(100_000);
    expect(row?.text.startsWith('\ufffd文')).toBe(true);
  });
});

describe('readSavedPage', () => {
  const detail = `<h1>甲</h1><div class="text">文</div>${job(1)}`;

  it('tells list and posting apart by what they yield', () => {
    expect(readSavedPage(html, bytes(job(1) + job(2)), 'https://jobs.example.com/list/2.html')).toMatchObject({
      kind: 'list',
      postings: [{ title: '岗位1', text: '岗位1\n8000元\n武汉' }, { title: '岗位2' }],
    });
    expect(readSavedPage(html, bytes(detail), 'https://jobs.example.com/job/9.html')).toMatchObject({
      kind: 'detail',
      postings: [{ title: '甲', text: '文' }],
    });
    expect(readSavedPage(html, bytes(detail), url).kind).toBe('list');
    expect(readSavedPage(html, bytes('<p>x</p>'), url)).toEqual({
      encoding: 'utf-8',
      kind: 'list',
      postings: [],
      next: null,
    });
  });

  it('obeys header and platform file for the encoding', () => {
    const big5 = Uint8Array.from([...bytes('<h1>'), 0xa4, 0xa4, 0xa4, 0xe5, ...bytes('</h1><p class="text">1</p>')]);
    const read = readSavedPage(html, big5, 'https://jobs.example.com/job/9.html', 'text/html; charset=big5');
    expect(read).toMatchObject({ encoding: 'big5', postings: [{ title: '中文' }] });
    expect(readSavedPage({ ...html, encoding: 'gbk' }, big5, url, 'text/html; charset=big5').encoding).toBe('gbk');
  });
});
