import { describe, expect, it } from 'vitest';
import { readGenericPage } from '../../../crawler/extract/generic.js';
import { loadPage } from '../../../crawler/extract/html-document.js';

const read = (html: string) => readGenericPage(loadPage(html));
const nav = `<div class="nav">${'<a href="/x">栏目</a>'.repeat(30)}</div>`;
const footer = '<div class="bottom">版权所有 某某网络科技有限公司 鄂ICP备12345678号 地址电话传真邮箱</div>';
const sentence = '负责施工现场的技术管理工作，编制施工方案并监督落实，做好资料整理。';

describe('the generic reader', () => {
  it('takes title and main text, and leaves navigation, related links and notices aside', () => {
    const related = `<ul class="related">${'<li><a href="/j">相似职位推荐</a></li>'.repeat(9)}</ul>`;
    const html = `<body>${nav}<h1>施工员</h1><div><p>${sentence}</p><p>${sentence}</p>${related}</div>${footer}</body>`;
    expect(read(html)).toEqual({ title: '施工员', text: `${sentence}\n${sentence}` });
  });

  it('is not put off by a form around the page or a name that only mentions a sidebar', () => {
    const html = `<form id="aspnetForm"><div class="main has-sidebar"><h1>岗位</h1><p>${sentence}</p></div></form>`;
    expect(read(html)?.text).toBe(sentence);
  });

  it('takes lists and paragraphs that stand together', () => {
    const html = `<h1>岗位</h1><div><h3>要求</h3><ul><li>${sentence}</li><li>${sentence}</li></ul><p>${sentence}</p></div>`;
    expect(read(html)?.text).toBe(`要求\n${sentence}\n${sentence}\n${sentence}`);
  });

  it('takes one line under a heading', () => {
    expect(read(`${nav}<h1>一建注册</h1><div class="post">${sentence}</div>${footer}`)?.text).toBe(sentence);
  });

  it('takes the title from og:title or title when there is no h1', () => {
    const body = `<div>${sentence.repeat(5)}</div>`;
    expect(read(`<head><title>甲</title><meta property="og:title" content="乙"></head>${body}`)?.title).toBe('乙');
    expect(read(`<head><title>甲</title></head>${body}`)?.title).toBe('甲');
  });

  it.each([
    ['a page of links', `<body>${'<div><a href="/j">北京招聘信息</a></div>'.repeat(200)}${footer}</body>`],
    [
      'a list of postings with their companies and places',
      `<h1>招聘</h1><ul>${'<li><a href="/j">施工员</a><span>楚才建设 武汉 8000元/月</span></li>'.repeat(40)}</ul>`,
    ],
    ['an error page', '<h1>404</h1><p>页面不存在</p>'],
    ['an empty page', ''],
    ['a page that is a script', `<script>${'var a;'.repeat(500)}</script>`],
  ])('finds no posting on %s', (_, html) => {
    expect(read(html)).toBeUndefined();
  });
});
