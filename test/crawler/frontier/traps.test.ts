import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitLinks } from '../../../crawler/frontier/admit-links.js';
import { endOfListChain } from '../../../crawler/frontier/end-of-list-chain.js';
import { urlTrap } from '../../../crawler/frontier/url-trap.js';

const site = 'http://site.test';
/** Pages 1, 2, … of a list with so many new postings each. */
const chainOf = (...yields: number[]) =>
  yields.map((newPostings, index) => ({ url: `${site}/jobs?page=${index + 1}`, newPostings }));

describe('a chain of list pages', () => {
  it('is followed while it names new postings now and then', () => {
    expect(endOfListChain(chainOf(20, 0, 0), `${site}/jobs?page=4`)).toBeUndefined();
    expect(endOfListChain(chainOf(0, 0, 0, 1), `${site}/jobs?page=5`)).toBeUndefined();
    expect(endOfListChain(chainOf(0), `${site}/jobs?page=2`)).toBeUndefined();
  });

  it('ends after three pages without a new posting, as a calendar gives them', () => {
    const reason = endOfListChain(chainOf(20, 0, 0, 0), `${site}/jobs?page=5`);
    expect(reason).toMatch(/^3 list pages .* named no posting that was new .*page=4$/);
  });

  it('ends where it comes round to a page that it had', () => {
    expect(endOfListChain(chainOf(20, 20, 20), `${site}/jobs?page=1`)).toMatch(/circle/);
  });

  it('ends at a link that repeats itself', () => {
    const chain = [{ url: `${site}/list/list/list/2`, newPostings: 9 }];
    expect(endOfListChain(chain, `${site}/list/list/list/list/3`)).toMatch(/"list" stands 4 times/);
  });
});

describe('the shape of a URL', () => {
  it('that repeats a segment more often than the page before is a trap', () => {
    expect(urlTrap(`${site}/a/b/a/b/a/b/a/b/`, `${site}/a/b/a/b/a/b/`)).toMatch(/4 times/);
    expect(urlTrap(`${site}/a/b/a/b/a/b/`, `${site}/a/b/`)).toBeUndefined();
  });

  it('with filters that are not set is none', () => {
    expect(urlTrap(`${site}/jobs/all/all/all/all/3`, `${site}/jobs/all/all/all/all/2`)).toBeUndefined();
    expect(urlTrap(`${site}/jobs/0/0/0/0/0/3.html`, `${site}/jobs/`)).toBeUndefined();
  });

  it('that grows beyond 2,000 characters is a trap', () => {
    const grown = `${site}/?${'back=1&'.repeat(300)}`;
    expect(urlTrap(grown, `${site}/`)).toMatch(/characters/);
    expect(urlTrap(grown, grown)).toBeUndefined();
  });

  it('is judged for every URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.webUrl(), (url, foundOn) => {
        const reason = urlTrap(url, foundOn);
        return reason === undefined || reason.length > 0;
      }),
    );
  });
});

describe('the links of one page', () => {
  it('are taken once each, in order', () => {
    const links = [`${site}/2`, `${site}/1`, `${site}/2`];
    expect(admitLinks(links, `${site}/`)).toEqual({ taken: [`${site}/2`, `${site}/1`], left: [] });
  });

  it('are taken up to 5,000, and the rest is told in one sentence', () => {
    const links = Array.from({ length: 100_000 }, (_, index) => `${site}/${index}`);
    const { taken, left } = admitLinks(links, `${site}/`);
    expect(taken).toHaveLength(5000);
    expect(left).toEqual([{ reason: expect.stringContaining('5000'), count: 95_000, example: `${site}/5000` }]);
  });

  it('lead to 50 hosts at most, the page’s own among them', () => {
    const links = Array.from({ length: 200 }, (_, index) => `http://a${index}.site.test/`);
    const { taken, left } = admitLinks([...links, `${site}/own`], `${site}/`);
    expect(taken).toHaveLength(50);
    expect(taken.at(-1)).toBe(`${site}/own`);
    expect(left).toMatchObject([{ count: 151 }]);
  });

  it('that are traps are left', () => {
    const { taken, left } = admitLinks([`${site}/x/x/x/x/`, `${site}/ok`], `${site}/x/x/x/`);
    expect(taken).toEqual([`${site}/ok`]);
    expect(left).toMatchObject([{ count: 1, example: `${site}/x/x/x/x/` }]);
  });
});
