import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSavedPage } from '../../../crawler/extract/read-saved-page.js';
import { parsePlatformFile } from '../../../crawler/read-platform-file.js';

const pages = new URL('../../../../shared/data/pages/', import.meta.url);
const missing = !existsSync(new URL('expected.json', pages));
if (missing) console.warn('real-pages: ../shared/data/pages is missing, the saved pages are not read');

const text = z.string().optional();
const rowFields = { title: text, company: text, salary: text, place: text, headcount: text, publishedAt: text };
const expectation = z.object({
  encoding: z.string(),
  kind: z.string(),
  url: text,
  ...rowFields,
  textContains: z.array(z.string()).default([]),
  textMustNotContain: z.array(z.string()).default([]),
  postings: z.number().optional(),
  first: z.object({ url: text, ...rowFields }).default({}),
});

function platform(name: string) {
  return parsePlatformFile(readFileSync(new URL(`platforms/${name}`, import.meta.url), 'utf8'), name);
}
/** Which platform file reads which saved page, and where the page came from if expected.json does not say. */
const readers = [
  { page: '51job-detail', file: '51job.yaml', url: '' },
  {
    page: '51job-list',
    file: '51job.yaml',
    url: 'https://search.51job.com/list/020000,000000,0000,00,9,99,python,2,1.html',
  },
  { page: '51job-search', file: '51job-search.yaml', url: 'https://search.51job.com/list/020000,java,2,1.html' },
  { page: 'chinahr-home', file: 'chinahr.yaml', url: 'http://www.chinahr.com/jobs/' },
];

describe.skipIf(missing)('saved pages of real platforms', () => {
  const expected = missing
    ? {}
    : z.record(z.string(), expectation).parse(JSON.parse(readFileSync(new URL('expected.json', pages), 'utf8')));

  it('are all expected by name', () => {
    expect(Object.keys(expected).length).toBeGreaterThan(0);
  });

  it.each(Object.entries(expected))('%s is read as expected', (name, wanted) => {
    const reader = readers.find(({ page }) => name.startsWith(page));
    if (reader === undefined) throw new Error(`no platform file reads ${name}: add it to the readers of this test`);
    const url = wanted.url ?? reader.url;
    const read = readSavedPage(platform(reader.file), readFileSync(new URL(name, pages)), url);

    expect(read.encoding).toBe(wanted.encoding);
    expect(read.postings).toHaveLength(wanted.postings ?? 1);
    if (/^(?:list|detail)/.test(wanted.kind)) expect(wanted.kind).toMatch(new RegExp(`^${read.kind}`));
    const { encoding: _e, kind: _k, textContains, textMustNotContain, postings: _p, first, ...fields } = wanted;
    if (read.kind === 'detail') expect(read.postings[0]).toMatchObject(fields);
    if (Object.keys(first).length > 0) expect(read.postings[0]).toMatchObject(first);
    for (const phrase of textContains) expect(read.postings[0]?.text).toContain(phrase);
    for (const phrase of textMustNotContain) expect(read.postings[0]?.text).not.toContain(phrase);
    for (const posting of read.postings) {
      expect(posting.title).toBeTruthy();
      expect(posting.text).toBeTruthy();
      expect(posting.url).toMatch(/^https?:/);
      expect(JSON.stringify(posting)).not.toContain('\ufffd');
    }
  });

  it('are also read without any selector when they are postings', () => {
    const generic = { ...platform('chinahr.yaml'), id: 'generic' };
    for (const [name, wanted] of Object.entries(expected)) {
      const url = wanted.url ?? 'http://www.example.com/';
      const { postings } = readSavedPage(generic, readFileSync(new URL(name, pages)), url);
      if (wanted.kind !== 'detail') {
        expect(postings, name).toHaveLength(0);
        continue;
      }
      expect(postings[0]?.title).toBe(wanted.title);
      for (const phrase of wanted.textContains) expect(postings[0]?.text).toContain(phrase);
      for (const phrase of wanted.textMustNotContain) expect(postings[0]?.text).not.toContain(phrase);
    }
  });
});
