import { integerOf, seededRandom } from '../../fixtures/seeded-random.js';
import { inventedPosting } from './invented-posting.js';

/** How many postings a list page links. */
export const postingsOfAList = 30;

/** Where things are on the site, relative to its origin. */
export const listPath = (page: number): string => `/jobs/list-${page}.html`;
export const detailPath = (number: number): string => `/jobs/detail/${number}.html`;

export interface Site {
  readonly details: number;
  readonly kind: 'static' | 'script';
  /** The number that its first posting was invented by. */
  readonly firstPosting: number;
}

/**
 * A recruitment platform of `details` postings. `static`: pages as a server writes them, some 25 kB a posting. `script`: a document
 * that holds JSON, from which a script builds what a visitor sees.
 *
 * @returns the document of a path, or undefined where there is none
 */
export function sitePages(site: Site): (path: string) => string | undefined {
  const { details, kind } = site;
  const lists = Math.ceil(details / postingsOfAList);
  const render = kind === 'static' ? staticPage : scriptPage;
  return (path) => {
    const [, what, digits = ''] = /^\/jobs\/(list-|detail\/)([1-9]\d*)\.html$/.exec(path) ?? [];
    const number = Number(digits);
    if (what === 'list-' && number <= lists) return render(listContent(site, number, lists));
    if (what === 'detail/' && number <= details) return render(detailContent(site, number));
    return undefined;
  };
}

interface Link {
  readonly path: string;
  readonly title: string;
  readonly company: string;
  readonly salary: string;
}
type Content =
  | { readonly kind: 'list'; readonly heading: string; readonly links: readonly Link[]; readonly next: string | null }
  | {
      readonly kind: 'detail';
      readonly posting: ReturnType<typeof inventedPosting>;
      /** Postings named beside it, as platforms do. */
      readonly similar: readonly Link[];
    };

function linkTo({ firstPosting }: Site, number: number): Link {
  const { title, company, salary } = inventedPosting(firstPosting + number - 1);
  return { path: detailPath(number), title, company, salary };
}

function listContent(site: Site, page: number, lists: number): Content {
  const first = (page - 1) * postingsOfAList + 1;
  const count = Math.min(postingsOfAList, site.details - first + 1);
  return {
    kind: 'list',
    heading: `招聘信息 第${page}页`,
    links: Array.from({ length: count }, (_, index) => linkTo(site, first + index)),
    next: page < lists ? listPath(page + 1) : null,
  };
}

function detailContent(site: Site, number: number): Content {
  const random = seededRandom(number);
  const similar = Array.from({ length: 12 }, () => linkTo(site, integerOf(random, 1, site.details)));
  return { kind: 'detail', posting: inventedPosting(site.firstPosting + number - 1), similar };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** What stands on every page: menus, style and the script of the header, as much of it as such pages have. */
const menu = Array.from({ length: 8 }, (_, column) => {
  const words = ['建筑工程', '机械制造', '医疗卫生', '财务会计', '仓储物流', '教育培训', '餐饮酒店', '行政人事'];
  const items = Array.from(
    { length: 14 },
    (_, row) =>
      `<li class="nav-item nav-item--level2"><a href="/channel/${column}-${row}/" title="${words[column]}第${row + 1}类招聘">${words[column]}${row + 1}类</a></li>`,
  ).join('\n');
  return `<div class="nav-column"><h4>${words[column]}</h4><ul>${items}</ul></div>`;
}).join('\n');
const style = Array.from(
  { length: 46 },
  (_, rule) =>
    `.c-${rule}{margin:0 ${rule}px;padding:${rule % 9}px;color:#${(rule * 4177 + 0x102030).toString(16).padStart(6, '0').slice(-6)};line-height:1.${rule % 10}}`,
).join('\n');
const headerScript = `(function(w,d){var q=w.__q=w.__q||[];function on(e,t,f){e.addEventListener?e.addEventListener(t,f,false):e.attachEvent('on'+t,f)}
${Array.from({ length: 22 }, (_, index) => `on(d,'e${index}',function(e){q.push(['e${index}',e.timeStamp,e.target&&e.target.id]);});`).join('\n')}
})(window,document);`;
const footer = `<footer class="footer">${Array.from({ length: 24 }, (_, index) => `<a href="/about/${index}.html">服务说明${index + 1}</a>`).join('<span>|</span>')}<p>本站为测试用的虚构网站，所有单位与人员均不存在。</p></footer>`;

function staticPage(content: Content): string {
  return page(
    content.kind === 'list' ? content.heading : content.posting.title,
    content.kind === 'list' ? listHtml(content) : detailHtml(content),
    '',
  );
}

function listHtml({ heading, links, next }: Extract<Content, { kind: 'list' }>): string {
  return `<h1>${heading}</h1><ul class="job-list">${links.map((link) => `<li class="job-item">${linkHtml(link)}</li>`).join('\n')}</ul>
<div class="pager">${next === null ? '' : `<a class="pager-next" href="${next}">下一页</a>`}</div>`;
}

function linkHtml({ path, title, company, salary }: Link): string {
  return `<a class="job-link" href="${path}" target="_blank">${escaped(title)}</a><span class="job-item-company">${escaped(company)}</span><em class="job-item-pay">${escaped(salary)}</em>`;
}

function detailHtml({ posting, similar }: Extract<Content, { kind: 'detail' }>): string {
  const { title, company, salary, place, publishedAt, lines } = posting;
  return `<div class="crumbs"><a href="/">首页</a> &gt; <a href="${listPath(1)}">招聘信息</a></div>
<section class="job-head"><h1 class="job-title">${escaped(title)}</h1><span class="job-salary">${escaped(salary)}</span>
<a class="job-company" href="/company/${posting.number}.html">${escaped(company)}</a><span class="job-place">${escaped(place)}</span><time class="job-date" datetime="${publishedAt}">${publishedAt}</time></section>
<section class="job-body"><h2>职位描述</h2><div class="job-description">${lines.map((line) => `<p>${escaped(line)}</p>`).join('\n')}</div></section>
<aside class="similar"><h3>相似职位</h3><ul>${similar.map((link) => `<li class="similar-item">${linkHtml(link).replaceAll('job-link', 'similar-link')}</li>`).join('\n')}</ul></aside>`;
}

function scriptPage(content: Content): string {
  // `<` is escaped so that no text can end the script element.
  const json = JSON.stringify(content).replaceAll('<', '\\u003c');
  const title = content.kind === 'list' ? content.heading : '职位详情';
  return page(
    title,
    '<div id="app">加载中…</div>',
    `<script>window.__PAGE__=${json}</script><script src="/app.js"></script>`,
  );
}

function page(title: string, content: string, scripts: string): string {
  return `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(title)} - 测试招聘网</title><link rel="stylesheet" href="/site.css">
<style>${style}</style><script>${headerScript}</script></head>
<body><header><a href="/"><img src="/img/logo.png" width="120" height="40" alt="测试招聘网"></a><nav>${menu}</nav></header>
<main>${content}</main>
<div class="pictures">${[1, 2, 3, 4].map((number) => `<img src="/img/advert-${number}.png" width="240" height="60" alt="">`).join('')}</div>
${footer}${scripts}</body></html>
`;
}

/** The script of script-built pages. It makes the same elements, with the same classes, as the static ones have. */
export const appScript = `(function () {
  var page = window.__PAGE__;
  function element(name, className, text, parent) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  function link(target, className, parent) {
    var made = element('a', className, target.title, parent);
    made.setAttribute('href', target.path);
    element('span', 'job-item-company', target.company, parent);
    element('em', 'job-item-pay', target.salary, parent);
  }
  var app = document.getElementById('app');
  var root = document.createDocumentFragment();
  if (page.kind === 'list') {
    element('h1', '', page.heading, root);
    var list = element('ul', 'job-list', '', root);
    page.links.forEach(function (each) { link(each, 'job-link', element('li', 'job-item', '', list)); });
    var pager = element('div', 'pager', '', root);
    if (page.next) element('a', 'pager-next', '下一页', pager).setAttribute('href', page.next);
  } else {
    var posting = page.posting;
    var head = element('section', 'job-head', '', root);
    element('h1', 'job-title', posting.title, head);
    element('span', 'job-salary', posting.salary, head);
    element('a', 'job-company', posting.company, head);
    element('span', 'job-place', posting.place, head);
    element('time', 'job-date', posting.publishedAt, head).setAttribute('datetime', posting.publishedAt);
    var body = element('div', 'job-description', '', element('section', 'job-body', '', root));
    posting.lines.forEach(function (line) { element('p', '', line, body); });
    var similar = element('ul', '', '', element('aside', 'similar', '', root));
    page.similar.forEach(function (each) { link(each, 'similar-link', element('li', 'similar-item', '', similar)); });
  }
  app.replaceChildren(root);
  document.documentElement.dataset.built = 'yes';
})();
`;
