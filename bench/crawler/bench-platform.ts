import { listPath } from './site-pages.js';

/** Where the site's pages hold what; both contestants read these. */
export const selectors = {
  item: 'li.job-item',
  link: 'a.job-link',
  next: 'a.pager-next',
  title: 'h1.job-title',
  company: 'a.job-company',
  salary: 'span.job-salary',
  description: 'div.job-description',
} as const;

/** The platform file of the bench's site. */
export function benchPlatform(options: {
  readonly id: string;
  readonly origin: string;
  readonly by: 'http' | 'browser';
  readonly pages: number;
  readonly gapMilliseconds: number;
}): string {
  const { id, origin, by, pages, gapMilliseconds } = options;
  return `
id: ${id}
name: 测试招聘网
entry: ['${origin}${listPath(1)}']
fetch: ${by}
pace: { gapMilliseconds: ${gapMilliseconds} }
limits: { pages: ${pages}, listPages: ${pages}, megabytes: 2, seconds: 30 }
list:
  from: html
  item: ${selectors.item}
  fields: { url: '${selectors.link}@href', title: ${selectors.link} }
  next: ${selectors.next}@href
detail:
  from: html
  fields:
    title: ${selectors.title}
    company: ${selectors.company}
    salary: ${selectors.salary}
    text: ${selectors.description}
`;
}
