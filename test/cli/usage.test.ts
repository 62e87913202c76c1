import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guazheng, sentenceOf, temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

test('--help lists the commands and exits with 0', async () => {
  const { code, stdout, stderr } = await guazheng(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const command of ['demo', 'scan', 'evaluate', 'crawl', 'platform', 'migrate', 'doctor', 'serve'])
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
});

describe('wrong usage is exit 2 and a sentence on standard error:', () => {
  test.each([
    ['an unknown command', ['scna'], /unknown command 'scna'/],
    ['an unknown command of platform', ['platform', 'tset'], /unknown command 'tset'/],
    ['an unknown option', ['scan', 'a.jsonl', '--outt', 'x'], /unknown option '--outt'/],
    ['a missing argument', ['crawl'], /missing required argument 'platform'/],
    ['an argument too many', ['doctor', 'now'], /too many arguments/],
    ['a port that is none', ['serve', '--port', '70000'], /«70000» is no port/],
    ['a limit of nothing', ['crawl', 'chucai', '--limit', '0'], /«0» is no number from 1 on/],
    ['a probability that is none', ['evaluate', 'a.jsonl', '--threshold', '1.5'], /«1\.5» is no probability/],
    [
      'options that exclude each other',
      ['evaluate', 'a', '--cross-validate', '5', '--release', 'x'],
      /cannot be used with/,
    ],
  ])('%s', async (_name, words, sentence) => {
    const ended = await guazheng(words);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(sentenceOf(ended)).toMatch(sentence);
  });
});

describe('a setting that is not usable is exit 2 and a sentence that names it:', () => {
  test.each([
    ['REDIS_URL', 'migrate', { REDIS_URL: 'http://127.0.0.1' }, /REDIS_URL.*redis:\/\//],
    ['BLOB_STORE', 'migrate', { BLOB_STORE: 's3://AKIA:geheim@bucket' }, /BLOB_STORE.*credentials/],
    ['GUAZHENG_HOSTS', 'crawl chucai', { GUAZHENG_HOSTS: 'chucai.test' }, /GUAZHENG_HOSTS.*name=address:port/],
    ['GUAZHENG_HOME', 'migrate', { GUAZHENG_HOME: '/dev/null' }, /GUAZHENG_HOME.*give another name/],
    ['DATABASE_URL', 'migrate', { DATABASE_URL: 'mysql://u:geheim@h/x' }, /DATABASE_URL.*postgresql:\/\//],
  ])('%s', async (_name, command, env, sentence) => {
    const ended = await guazheng(command.split(' '), {
      env: { GUAZHENG_HOME: join(folder, 'home'), ...env },
    });
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(sentence);
    expect(ended.stderr).not.toContain('geheim');
  });
});
