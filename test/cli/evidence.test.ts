import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadEvidence } from '../../evidence/export/load-evidence.js';
import { verifyPackage } from '../../evidence/verify/verify-package.js';
import { page } from '../crawler/fetch/local-server.js';
import { startTimestampAuthority } from '../evidence/timestamp-authority.js';
import { inMemory } from '../evidence/verify/package-fixture.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  hasChromium,
  listPage,
  openCrawlWorld,
  smallPlatform,
} from '../queue/crawl-world.js';
import { type Ended, guazheng, lastLine, sentenceOf } from './run-guazheng.js';

const hasBrowser = hasChromium('the commands of evidence');

const passphrases = { wang: '江汉平原的秋天很长，稻子黄了一大片', li: '长江大桥上的灯一盏一盏地亮起来了' } as const;

let world: CrawlWorld;
let environment: Record<string, string>;
let postingId: string;
/** For exports whose documents nobody looks at: Chromium, which prints them, costs more than all else. */
const withoutBrowser = { PATH: '/nowhere', PLAYWRIGHT_BROWSERS_PATH: '/nowhere' };
beforeAll(async () => {
  if (!hasBrowser) return;
  world = await openCrawlWorld();
  const { folder, hosts } = world;
  const browser = world.openBrowser();
  world.routes['/jobs'] = page(listPage(['/1']));
  const rental = '收一级建造师市政，初始三年一付，年付3.2万，证章自管不坐班，社保可不转，加微信 guaz0000。';
  world.routes['/1'] = page(detailPage('高价收一建', rental));
  const context = { ...world.worker('worker'), fullCapture: { fetch: browser.capture } };
  await drain(context, (await world.start(smallPlatform())).jobs);
  await browser.close();
  ({ id: postingId } = await world.database.posting.findFirstOrThrow());
  environment = {
    ...{ DATABASE_URL: world.databaseUrl, BLOB_STORE: join(folder, 'blobs'), GUAZHENG_HOME: join(folder, 'home') },
    GUAZHENG_HOSTS: Object.entries(hosts)
      .map(([host, target]) => `${host}=${target}`)
      .join(','),
  };
});
afterAll(() => world?.close());

const run = (words: string[], input?: string, more: Record<string, string> = {}): Promise<Ended> =>
  guazheng(words, { env: { ...environment, ...more }, ...(input === undefined ? {} : { input }) });
const as = (who: keyof typeof passphrases, words: string[], more?: Record<string, string>): Promise<Ended> =>
  run([...words, '--user', who], `${passphrases[who]}\n`, more);
const fileOf = (name: string) => join(world.folder, name);
/** Root of the authority that was asked. */
let trusted: string | undefined;
/** What the verifier says of a package; its command has tests of its own. */
async function resultOf(file: string): Promise<string> {
  const trustAnchors = trusted === undefined ? [] : [trusted];
  return (await verifyPackage(inMemory(await readFile(file)), { trustAnchors })).result;
}
const captureId = async () => (await world.database.fullCapture.findFirstOrThrow({ orderBy: { id: 'asc' } })).id;

describe.skipIf(!hasBrowser)('from a flagged posting to a package', () => {
  test('people are added, and logged in by their passphrases alone', async () => {
    const add = (name: string, passphrase: string, role = 'reviewer') =>
      run(['user', 'add', name, '--name', name, '--role', role, '--credential', `鄂-${name}`], `${passphrase}\n`);
    for (const [name, passphrase] of Object.entries(passphrases))
      expect(await add(name, passphrase)).toMatchObject({ code: 0 });
    expect((await run(['user', 'list'])).stdout).toContain('鄂-wang');
    const review = ['review', postingId, '--confirm', '--user', 'wang'];
    const wrong = await run(review, '不是这一句，差得很远，远到天边去\n');
    expect(wrong.code).toBe(2);
    expect(sentenceOf(wrong)).toContain('passphrase');
    const without = await run(review);
    expect(without.code).toBe(2);
    expect(sentenceOf(without)).toContain('No passphrase');
  });

  test('what nobody has confirmed is exported as a clue, valid but untimestamped', async () => {
    const file = fileOf('clue.wacz');
    const exported = await run(['evidence', 'export', '--posting', postingId, '--out', file, '--json']);
    expect(exported.stderr).toContain('TSA_URLS');
    expect(lastLine(exported.stdout)).toMatchObject({ standing: 'clue', number: 1 });
    expect(await resultOf(file)).toBe('valid but untimestamped');
    const again = await run(['evidence', 'export', '--posting', postingId, '--out', file]);
    expect(again.code).toBe(2);
    expect(sentenceOf(again)).toContain('a package replaces none');
  });

  test('two reviews and two officers make it evidence', async () => {
    const review = ['review', postingId, '--confirm', '--category', 'credential_rental'];
    expect((await as('wang', review)).stdout).toContain('first review');
    expect((await as('li', review)).stdout).toContain('second review');

    const own = await as('wang', ['evidence', 'confirm', await captureId()]);
    expect(own.code).toBe(2);
    expect(sentenceOf(own)).toContain('stays a clue');
    const taken = await as('wang', ['evidence', 'recapture', postingId, '--clue', '线索七号', '--json']);
    const { capture, state } = lastLine(taken.stdout);
    expect(state).toBe('unchanged');
    const confirm = ['evidence', 'confirm', String(capture)];
    expect((await as('wang', confirm)).stdout).toContain('another officer');
    expect((await as('li', confirm)).stdout).toContain('it is evidence');

    const authority = await startTimestampAuthority();
    try {
      const file = fileOf('evidence.wacz');
      const words = ['evidence', 'export', '--posting', postingId, '--out', file, '--json'];
      const exported = await as('li', words, { TSA_URLS: authority.url });
      expect(exported.stderr).not.toContain('guazheng:');
      expect(lastLine(exported.stdout)).toMatchObject({ standing: 'evidence', number: 2 });
      trusted = authority.caPem;
      expect(await resultOf(file)).toBe('valid');
    } finally {
      await authority.close();
    }
  });

  test('an authority that does not answer stops the export, and no file and no package is left', async () => {
    const file = fileOf('unstamped.wacz');
    const before = await world.database.evidencePackage.count();
    const unanswering = { ...withoutBrowser, TSA_URLS: 'http://127.0.0.1:9/' };
    const words = ['evidence', 'export', '--posting', postingId, '--out', file];
    const stopped = await run(words, undefined, unanswering);
    expect(stopped.code).toBe(2);
    expect(sentenceOf(stopped)).toContain('127.0.0.1:9');
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await world.database.evidencePackage.count()).toBe(before);
    // The head is still to be stamped.
    const head = await world.database.ledgerSeal.findFirstOrThrow({ orderBy: { size: 'desc' } });
    const due = { step: 'stamp_seal', subjectId: head.id, state: 'due' } as const;
    expect(await world.database.dueWork.count({ where: due })).toBe(1);
    expect((await run([...words, '--untimestamped'], undefined, unanswering)).code).toBe(0);
  });

  test('a case is registered of it, takes a step, and is exported whole', async () => {
    const registered = await as('wang', ['case', 'register', '--posting', postingId, '--origin', '日常巡查', '--json']);
    expect(registered).toMatchObject({ code: 0 });
    const id = String(lastLine(registered.stdout).number);
    expect(id).toMatch(/^〔\d{4}〕1号$/);
    expect((await as('wang', ['case', 'step', id, 'begin_inquiry'])).code).toBe(0);
    expect(JSON.stringify(lastLine((await run(['case', 'show', id, '--json'])).stdout))).toContain('"inquiry"');

    const file = `${id.slice(1, 5)}-1-1.wacz`;
    const folder = fileOf('whole-case');
    const words = ['evidence', 'export', '--case', id, '--out', folder];
    const exported = await run([...words, '--json'], undefined, withoutBrowser);
    expect(exported.code).toBe(0);
    expect(lastLine(exported.stdout)).toMatchObject({ packages: [{ file: join(folder, file) }] });
    expect(await resultOf(join(folder, file))).toBe('valid but untimestamped');
  });

  test('a recapture says what has changed, and the package of it says so too', async () => {
    world.routes['/1'] = page(detailPage('诚聘一建', '收一级建造师市政，待遇面议。'));
    const words = ['evidence', 'recapture', postingId, '--clue', '线索七号', '--json'];
    const taken = await as('wang', words);
    const { capture, ...told } = lastLine(taken.stdout);
    expect(told).toMatchObject({ posting: postingId, state: 'changed' });
    const file = fileOf('changed.wacz');
    // What two officers have confirmed is exported, unless another one is asked for.
    const exportIt = ['evidence', 'export', '--posting', postingId, '--capture', String(capture), '--out', file];
    await run(exportIt, undefined, withoutBrowser);
    expect((await readFile(file)).includes('待遇面议')).toBe(true);
    // It holds the head that the authority has stamped.
    expect(await resultOf(file)).toBe('valid but untimestamped');
  });

  test('a posting that is not there, or was not captured, is told in a sentence', async () => {
    await expect(loadEvidence(world.database, 'nobody')).rejects.toThrow('There is no posting nobody');
    const platform = await world.database.posting.findUniqueOrThrow({ where: { id: postingId } });
    const at = new Date();
    const plain = await world.database.posting.create({
      data: { platformId: platform.platformId, key: 'x', keySha256: 'x', url: 'x', firstSeenAt: at, lastSeenAt: at },
    });
    const words = ['evidence', 'export', '--posting', plain.id, '--out', fileOf('none.wacz')];
    expect(sentenceOf(await run(words, undefined, withoutBrowser))).toContain('has not been captured in full');
  });
});
