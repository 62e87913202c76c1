import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createJudge } from '../../classifier/judge.js';
import { createContactMask } from '../../classifier/mask-contacts.js';
import { parseRelease } from '../../classifier/release/read-release.js';
import { projectRelease } from '../cli/trial-release.js';

const release = parseRelease(readFileSync(projectRelease), projectRelease);
const mask = createContactMask(release.contents.lexicon);

describe('createContactMask', () => {
  test.each([
    ['电话 13812345678 联系', '电话 13000000000 联系'],
    ['电话 138-1234-5678', '电话 13000000000'],
    ['手机１３８１２３４５６７８。', '手机13000000000。'],
    ['加微信：zhang_san88 详谈', '加微信 xxxxxx 详谈'],
    ['QQ:123456789', 'QQ 10000000'],
    ['邮箱 zhang.san@mail.com', '邮箱 xxxxxx@example.com'],
    ['月薪 8000 元，年底双薪', '月薪 8000 元，年底双薪'],
  ])('makes of «%s» «%s»', (text, masked) => {
    expect(mask({ text }).text).toBe(masked);
  });

  test('leaves what a release learns: a contact is still one, the other words are as they were', () => {
    const row = {
      title: '收一建 13812345678',
      text: '只挂证不坐班，年付三万，加微信 zhang_san88。',
      label: 'rental' as const,
    };
    const masked = mask(row);
    expect(JSON.stringify(masked)).not.toMatch(/13812345678|zhang_san88/);
    const judge = createJudge(release);
    // A masked contact is shorter or longer, and a score counts by the length of what it is of.
    expect(judge(masked).verdict.probability).toBeCloseTo(judge(row).verdict.probability, 1);
    expect(judge(masked).contacts).toHaveLength(judge(row).contacts.length);
    expect(mask(masked)).toEqual(masked);
  });
});
