import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAddressGuard } from '../../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { page } from '../crawler/fetch/local-server.js';
import { startTimestampAuthority } from '../evidence/timestamp-authority.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  listPage,
  openCrawlWorld,
  smallPlatform,
  userAgent,
} from '../queue/crawl-world.js';
import { type Ended, guazheng, lastLine, sentenceOf } from './run-guazheng.js';

const executablePath = await findChromium(process.env);
if (executablePath === undefined) {
  if (process.env.CI === 'true') throw new Error('Chromium is not installed; with CI=true it must be');
  process.stderr.write('Chromium is not installed: the commands of evidence are not tested.\n');
}

const passphrases = { wang: '江汉平原的秋天很长，稻子黄了一大片', li: '长江大桥上的灯一盏一盏地亮起来了' } as const;

let world: CrawlWorld;
let environment: Record<string, string>;
let postingId: string;
beforeAll(async () => {
  if (executablePath === undefined) return;
  world = await openCrawlWorld();
  const { blobs, folder, hosts } = world;
  const browser = createBrowserFetcher({
    guard: createAddressGuard({ allow: [], hosts }),
    ...{ blobs, userAgent, decisions: { record: async () => undefined } },
    ...{ executablePath, stateFolder: folder },
  });
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
const captureId = async () => (await world.database.fullCapture.findFirstOrThrow({ orderBy: { id: 'asc' } })).id;

describe.skipIf(executablePath === undefined)('from a flagged posting to a package', () => {
  test('people are added, and logged in by their passphrases alone', async () => {
    const add = (name: string, passphrase: string, role = 'reviewer') =>
      run(['user', 'add', name, '--name', name, '--role', role, '--credential', `鄂-${name}`], `${passphrase}\n`);
    for (const [name, passphrase] of Object.entries(passphrases))
      expect(await add(name, passphrase)).toMatchObject({ code: 0 });
    const short = await add('zhao', '短');
    expect(short.code).toBe(2);
    expect(sentenceOf(short)).toContain('fewer than 15 characters');
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
    const verified = await run(['evidence', 'verify', file, '--json']);
    expect(lastLine(verified.stdout)).toMatchObject({ result: 'valid but untimestamped' });
    expect(verified.code).toBe(1);
    const again = await run(['evidence', 'export', '--posting', postingId, '--out', file]);
    expect(again.code).toBe(2);
    expect(sentenceOf(again)).toContain('a package replaces none');
  });

  test('two reviews and two officers make it evidence; nobody counts twice', async () => {
    const review = ['review', postingId, '--confirm', '--category', 'credential_rental'];
    expect((await as('wang', review)).stdout).toContain('first review');
    const same = await as('wang', review);
    expect(same.code).toBe(2);
    expect(sentenceOf(same)).toContain('another person');
    expect((await as('li', review)).stdout).toContain('second review');

    const own = await as('wang', ['evidence', 'confirm', await captureId()]);
    expect(own.code).toBe(2);
    expect(sentenceOf(own)).toContain('stays a clue');
    const taken = await as('wang', ['evidence', 'recapture', postingId, '--clue', '线索七号', '--json']);
    const { capture, state } = lastLine(taken.stdout);
    expect(state).toBe('unchanged');
    const confirm = ['evidence', 'confirm', String(capture)];
    expect((await as('wang', confirm)).stdout).toContain('another officer');
    expect((await as('wang', confirm)).code).toBe(2);
    expect((await as('li', confirm)).stdout).toContain('it is evidence');

    const authority = await startTimestampAuthority();
    try {
      const file = fileOf('evidence.wacz');
      const words = ['evidence', 'export', '--posting', postingId, '--out', file, '--json'];
      const exported = await as('li', words, { TSA_URLS: authority.url });
      expect(exported.stderr).not.toContain('guazheng:');
      expect(lastLine(exported.stdout)).toMatchObject({ standing: 'evidence', number: 2 });
      const trust = fileOf('root.pem');
      await writeFile(trust, authority.caPem);
      const verified = await run(['evidence', 'verify', file, '--trust', trust, '--json']);
      expect(lastLine(verified.stdout)).toMatchObject({ result: 'valid' });
      expect(verified.code).toBe(0);
      const heads = await run(['ledger', 'verify', '--head', file, '--json']);
      expect(lastLine(heads.stdout)).toMatchObject({ ok: true });
    } finally {
      await authority.close();
    }
  });

  test('an authority that does not answer stops the export, and no file and no package is left', async () => {
    const file = fileOf('unstamped.wacz');
    const before = await world.database.evidencePackage.count();
    const words = ['evidence', 'export', '--posting', postingId, '--out', file];
    const stopped = await run(words, undefined, { TSA_URLS: 'http://127.0.0.1:9/' });
    expect(stopped.code).toBe(2);
    expect(sentenceOf(stopped)).toContain('127.0.0.1:9');
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await world.database.evidencePackage.count()).toBe(before);
    // The head is still to be stamped.
    const head = await world.database.ledgerSeal.findFirstOrThrow({ orderBy: { size: 'desc' } });
    const due = { step: 'stamp_seal', subjectId: head.id, state: 'due' } as const;
    expect(await world.database.dueWork.count({ where: due })).toBe(1);
    expect((await run([...words, '--untimestamped'], undefined, { TSA_URLS: 'http://127.0.0.1:9/' })).code).toBe(0);
  });

  test('a recapture says what has changed, and the package of it says so too', async () => {
    world.routes['/1'] = page(detailPage('诚聘一建', '收一级建造师市政，待遇面议。'));
    const words = ['evidence', 'recapture', postingId, '--clue', '线索七号', '--json'];
    const taken = await as('wang', words);
    const { capture, ...told } = lastLine(taken.stdout);
    expect(told).toMatchObject({ posting: postingId, state: 'changed' });
    const file = fileOf('changed.wacz');
    // What two officers have confirmed is exported, unless another one is asked for.
    await run(['evidence', 'export', '--posting', postingId, '--capture', String(capture), '--out', file]);
    expect((await readFile(file)).includes('待遇面议')).toBe(true);
    // It holds the head that the authority has stamped.
    const verify = ['evidence', 'verify', file, '--trust', fileOf('root.pem'), '--json'];
    expect(lastLine((await run(verify)).stdout)).toMatchObject({ result: 'valid but untimestamped' });
  });

  test('a posting that is not there, or was not captured, is told in a sentence', async () => {
    const words = (id: string) => ['evidence', 'export', '--posting', id, '--out', fileOf('none.wacz')];
    expect(sentenceOf(await run(words('nobody')))).toContain('There is no posting nobody');
    const platform = await world.database.posting.findUniqueOrThrow({ where: { id: postingId } });
    const at = new Date();
    const plain = await world.database.posting.create({
      data: { platformId: platform.platformId, key: 'x', keySha256: 'x', url: 'x', firstSeenAt: at, lastSeenAt: at },
    });
    expect(sentenceOf(await run(words(plain.id)))).toContain('has not been captured in full');
  });
});
