import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRelease } from '../../classifier/release/read-release.js';
import { postingFingerprint } from '../../classifier/train/fingerprint.js';
import { guazheng, lastLine, sentenceOf, temporaryFolder } from './run-guazheng.js';
import { readFewFrozen, smallProject } from './small-project.js';
import { overcautious, projectRelease, writeTrialRelease } from './trial-release.js';

let folder: string;
let remove: () => Promise<void>;
let home: string;
/** Runs the command where few postings are frozen; `guazheng` judges all of them. */
let small: typeof guazheng;
let equal: string;
let worse: string;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  home = join(folder, 'home');
  small = await smallProject(join(folder, 'project'));
  equal = await writeTrialRelease(folder, 'equal', () => ({}));
  worse = await writeTrialRelease(folder, 'worse', overcautious);
});
afterAll(() => remove());

const release = (...words: string[]) => small(['release', ...words], { cwd: folder, env: { GUAZHENG_HOME: home } });
/** Of its bytes: Vitest compares two files of megabytes byte by byte, which takes it most of a minute. */
const digestOf = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
/** What judges here. */
const activeFile = () => digestOf(join(home, 'active-release.json'));
/** What the first list shows. */
let listedFirst: { releases: { name: string; id: string; active: boolean }[]; active: string; file: string };

describe('release list', () => {
  test('shows the releases of the project and marks the one that judges', async () => {
    const ended = await guazheng(['release', 'list', '--json'], { cwd: folder, env: { GUAZHENG_HOME: home } });
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    listedFirst = lastLine(ended.stdout) as typeof listedFirst;
    const { releases, active, file } = listedFirst;
    expect(file).toBe(projectRelease);
    expect(releases.filter((each) => each.active).map(({ id }) => id)).toEqual([active]);
    const text = (await guazheng(['release', 'list'], { cwd: folder, env: { GUAZHENG_HOME: home } })).stdout;
    expect(text).toMatch(new RegExp(`^\\* .*${active}`, 'm'));
  });
});

describe('release activate', () => {
  test('makes a release that is not worse the one that every command judges by', async () => {
    const ended = await release('activate', 'equal', '--json');
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(lastLine(ended.stdout)).toEqual({
      activated: expect.stringMatching(/^equal-/),
      replaced: listedFirst.active,
    });
    expect(await activeFile()).toBe(await digestOf(equal));

    await writeFile(join(folder, 'row.jsonl'), '{"text":"招聘厨师"}\n');
    const scanned = await guazheng(['scan', 'row.jsonl'], { cwd: folder, env: { GUAZHENG_HOME: home } });
    expect(lastLine(scanned.stdout).release).toMatch(/^equal-/);
  });

  test('keeps what it examined, though the file is changed or removed afterwards', async () => {
    const { id } = readRelease(equal);
    await rm(equal);
    const listed = await release('list');
    expect(listed.stdout).toMatch(new RegExp(`^\\* \\(from elsewhere\\)\t${id}\t`, 'm'));
  });

  test('refuses one that is significantly worse on a slice of the frozen postings, and says where', async () => {
    const active = await activeFile();
    const ended = await guazheng(['release', 'activate', worse], { env: { GUAZHENG_HOME: home } });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(sentenceOf(ended)).toMatch(
      /worse-[0-9a-f]{12} is not activated: .*significantly worse than equal-[0-9a-f]{12} in .*«all rental postings» \(recall .* → .*%/,
    );
    expect(await activeFile()).toBe(active);
  });

  test('refuses one that was trained on frozen postings, since they would say nothing of it', async () => {
    const seen = readFewFrozen().slice(0, 3).map(postingFingerprint);
    const file = await writeTrialRelease(folder, 'cheat', ({ trainedOn }) => ({
      trainedOn: [...new Set([...trainedOn, ...seen])].sort(),
    }));
    const ended = await release('activate', file);
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringMatching(/trained on 3 of the \d+ frozen/)]);
  });

  test('goes back to a release of the project by its name', async () => {
    const name = listedFirst.releases[0]?.name ?? '';
    expect((await release('activate', name)).code).toBe(0);
    expect((await release('list')).stdout).toMatch(new RegExp(`^\\* ${name.replaceAll('.', '\\.')}\t`, 'm'));
  });

  test('compares with the project’s own release where the active one has become unusable', async () => {
    const broken = join(folder, 'broken-home');
    await mkdir(broken);
    await writeFile(join(broken, 'active-release.json'), '{"name":"old"}');
    const run = (...words: string[]) => small(['release', ...words], { env: { GUAZHENG_HOME: broken } });
    const listed = await run('list');
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringMatching(/^\* .*not usable/m)]);
    expect((await run('activate', worse)).code).toBe(2);
    const again = await writeTrialRelease(folder, 'again', () => ({}));
    expect((await run('activate', again)).code).toBe(0);
    expect((await run('list')).stdout).toMatch(/^\* .*again-/m);
  });

  test.each([
    ['a name that is none', ['activate', 'nowhere'], {}, /no release nowhere.*release list/],
    ['a file that is no release', ['activate', 'row.jsonl'], {}, /row\.jsonl is not usable|row\.jsonl is no JSON/],
    ['a setting that overrides it', ['activate', 'worse'], { GUAZHENG_RELEASE: projectRelease }, /GUAZHENG_RELEASE/],
  ])('is exit 2 and one sentence for %s', async (_what, words, env, sentence) => {
    const ended = await guazheng(['release', ...words], { cwd: folder, env: { GUAZHENG_HOME: home, ...env } });
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringMatching(sentence)]);
  });
});
