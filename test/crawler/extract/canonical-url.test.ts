import { describe, expect, it } from 'vitest';
import { canonicalUrl } from '../../../crawler/extract/canonical-url.js';

const base = 'https://jobs.example.com/list/1.html?page=2';

describe('canonicalUrl', () => {
  it.each([
    ['../job/7.html#top', 'https://jobs.example.com/job/7.html'],
    ['//m.example.com/7', 'https://m.example.com/7'],
    ['?page=3', 'https://jobs.example.com/list/1.html?page=3'],
    ['/job?utm_source=x&id=7&spm=a.b.c&from=app', 'https://jobs.example.com/job?id=7'],
    ['/job?from=20&s=01&t=0', 'https://jobs.example.com/job?from=20&s=01&t=0'],
    ['https://jobs.51job.com/wuhan/7.html?s=01&t=0', 'https://jobs.51job.com/wuhan/7.html'],
    ['HTTP://JOBS.example.com:80/A?b=1&a=2', 'http://jobs.example.com/A?b=1&a=2'],
  ])('%s → %s', (reference, wanted) => {
    expect(canonicalUrl(reference, base)).toBe(wanted);
  });

  it('leaves percent-encoded GBK and the order of parameters untouched', () => {
    const url = 'https://jobs.example.com/s?kw=%D2%BB%BC%B6&b=%e4&a=1&a=';
    expect(canonicalUrl(`${url}&utm_medium=x`, base)).toBe(url);
    expect(canonicalUrl(url, base)).toBe(url);
  });

  it.each([
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'mailto:a@example.com',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.com/',
    'http://user:word@example.com/',
    'http://[',
    `/${'a'.repeat(5000)}`,
  ])('refuses %s', (reference) => {
    expect(canonicalUrl(reference, base)).toBeNull();
  });
});
