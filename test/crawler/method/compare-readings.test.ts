import { describe, expect, it } from 'vitest';
import { compareReadings, readingOf } from '../../../crawler/method/compare-readings.js';

const posting = {
  title: '结构工程师',
  company: '某公司',
  text: '负责结构设计。'.repeat(20),
  url: 'http://site.test/1',
};

describe('the reading of a page', () => {
  it('counts postings, fields besides text and URL, and characters', () => {
    expect(readingOf([posting, { text: 'ab', salary: '' }])).toEqual({ postings: 2, fields: 2, textLength: 142 });
    expect(readingOf([])).toBeNull();
  });
});

describe('comparing what HTTP and the browser gave', () => {
  const http = readingOf([posting]);
  const list = { postings: 50, fields: 150, textLength: 0 };

  it('prefers HTTP when both gave the same', () => {
    expect(compareReadings(http, http)).toBe('http');
    expect(compareReadings(list, list)).toBe('http');
  });

  it('takes the browser where HTTP gave no posting, and HTTP where the browser gave none', () => {
    expect(compareReadings(null, http)).toBe('browser');
    expect(compareReadings(http, null)).toBe('http');
  });

  it('learns nothing from a page on which neither found a posting', () => {
    expect(compareReadings(null, null)).toBeUndefined();
  });

  it('takes the browser only for clearly more: postings, fields or text', () => {
    expect(compareReadings(list, { ...list, postings: 51, fields: 153 })).toBe('http');
    expect(compareReadings(list, { ...list, postings: 90, fields: 270 })).toBe('browser');
    expect(compareReadings(list, { ...list, fields: 160 })).toBe('http');
    expect(compareReadings(list, { ...list, fields: 200 })).toBe('browser');
    expect(compareReadings(http, readingOf([{ ...posting, text: `${posting.text}收藏` }]))).toBe('http');
    expect(compareReadings(http, readingOf([{ ...posting, text: posting.text.repeat(2) }]))).toBe('browser');
    expect(compareReadings(http, readingOf([{ ...posting, salary: '面议' }]))).toBe('browser');
  });

  it('does not trade postings or fields for more text', () => {
    const talkative = { text: 'x'.repeat(5000), title: 'x' };
    expect(compareReadings(http, readingOf([talkative]))).toBe('http');
    expect(compareReadings(list, { postings: 10, fields: 60, textLength: 9000 })).toBe('http');
  });
});
