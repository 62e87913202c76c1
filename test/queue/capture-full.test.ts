import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packagePaths } from '../../contracts/evidence-package.js';
import { type EvidenceRecord, evidenceRecord } from '../../contracts/evidence-record.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { QueuedJob } from '../../queue/engine.js';
import { orderFullCapture } from '../../queue/order-full-capture.js';
import type { StepContext } from '../../queue/steps/step.js';
import { page } from '../crawler/fetch/local-server.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  hasChromium,
  listPage,
  openCrawlWorld,
  run,
  smallPlatform,
} from './crawl-world.js';

const hasBrowser = hasChromium('full captures');

let world: CrawlWorld;

const rental = '急收一级建造师市政、机电，初始三年一付，年付3.2万，证章自管不坐班，社保可不转，加微信 guaz0000。';
async function crawlRental(context: StepContext): Promise<void> {
  world.routes['/jobs'] = page(listPage(['/1', '/2']));
  world.routes['/1'] = page(detailPage('高价收一建', rental));
  world.routes['/2'] = page(detailPage('施工员'));
  await drain(context, (await world.start(smallPlatform())).jobs);
}
const captures = () => world.database.fullCapture.findMany({ include: { order: true }, orderBy: { id: 'asc' } });
const recordOf = async ({ recordSha256 }: { recordSha256: string }) =>
  evidenceRecord.parse(JSON.parse(Buffer.from(await world.blobs.get(recordSha256)).toString('utf8')));

async function order(dueAt = new Date()): Promise<readonly QueuedJob[]> {
  const { id, posting } = await world.database.postingVersion.findFirstOrThrow({
    where: { posting: { url: 'http://small.test/1' } },
    include: { posting: true },
  });
  const recapture = { postingId: posting.id, postingVersionId: id, reason: 'recapture', by: null } as const;
  const { jobs } = await world.database.$transaction((transaction) =>
    orderFullCapture(
      transaction,
      { ...recapture, clueNumber: '鄂人社线索〔2026〕7号', witness: null },
      new Date(),
      dueAt,
    ),
  );
  return jobs;
}
const recapture = async (context: StepContext): Promise<void> => drain(context, await order());

describe.skipIf(!hasBrowser)('a flagged posting', () => {
  let context: StepContext;
  beforeAll(async () => {
    world = await openCrawlWorld();
    context = { ...world.worker('worker'), fullCapture: { fetch: world.openBrowser().capture } };
    await crawlRental(context);
  });
  beforeEach(() => {
    world.routes['/1'] = page(detailPage('高价收一建', rental));
  });
  afterAll(() => world?.close());

  test('is captured in full, once, with a record that names each file by hashes that hold, and its ledger entry', async () => {
    const [capture, ...more] = await captures();
    if (capture === undefined) throw new Error('there is no full capture');
    expect(more).toEqual([]);
    expect(capture).toMatchObject({ finalUrl: 'http://small.test/1', status: 200, comparison: 'unchanged' });
    expect(capture.order).toMatchObject({ reason: 'flagged', orderedById: null });

    const record = await recordOf(capture);
    expect(record.files.map(({ what }) => what)).toHaveLength(5);
    for (const { sha256, sm3, bytes } of record.files) {
      const content = Buffer.from(await world.blobs.get(sha256));
      expect(content.byteLength).toBe(bytes);
      expect(createHash('sm3').update(content).digest('hex')).toBe(sm3);
    }
    expect(record).toMatchObject({
      captureId: capture.id,
      posting: { url: 'http://small.test/1', agency: '诚信人力资源有限公司' },
      platform: { id: 'small', version: 1, ground: 'robots.txt 允许访问的公开网页' },
      page: { status: 200, remoteAddress: '127.0.0.1', tls: null },
      comparison: { state: 'unchanged', changes: [] },
    });
    expect(record.entrySteps.map(({ url, what }) => [url, what])).toEqual([
      ['http://small.test/jobs', '列表页'],
      ['http://small.test/1', '详情页'],
    ]);
    const entry = await world.database.ledgerEntry.findFirstOrThrow({ where: { subjectId: capture.id } });
    expect(entry).toMatchObject({ kind: 'evidence.captured', subjectSha256: capture.recordSha256 });
    expect(await verifyLedger(world.database, { blobs: world.blobs })).toMatchObject({ ok: true });
  });

  test('captured again says what has changed since the clue was found', async () => {
    world.routes['/1'] = page(detailPage('诚聘一建', rental.replace('3.2万', '面议')));
    await recapture(context);
    const again = (await captures()).at(-1);
    if (again === undefined) throw new Error('there is no full capture');
    const { comparison, order } = await recordOf(again);
    expect(order).toMatchObject({ reason: 'recapture', clueNumber: '鄂人社线索〔2026〕7号' });
    expect(comparison?.state).toBe('changed');
    expect(comparison?.changes).toEqual([
      { field: 'title', before: '高价收一建', after: '诚聘一建' },
      { field: 'text', before: rental, after: rental.replace('3.2万', '面议') },
    ]);
    // The next crawl looks at it.
    const posting = await world.database.posting.findFirstOrThrow({ where: { url: 'http://small.test/1' } });
    expect(posting.nextVisitAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('whose capture is ordered for the end of a deadline is captured then, and not before', async () => {
    const before = (await captures()).length;
    const inAnHour = new Date(Date.now() + 3_600_000);
    const [job] = await order(inAnHour);
    expect(await run(context, job)).toMatchObject({ again: inAnHour });
    expect(await captures()).toHaveLength(before);
    await run({ ...context, clock: { now: () => inAnHour } }, job);
    expect(await captures()).toHaveLength(before + 1);
  });

  test('has the ICP filing that its visitors see, and none that stands in a comment or a script', async () => {
    const hidden = '<!-- 京ICP备00000001号 --><script>const filing = "京ICP备00000002号"</script>';
    world.routes['/1'] = page(detailPage('高价收一建', rental) + hidden);
    await recapture(context);
    world.routes['/1'] = page(`${detailPage('高价收一建', rental)}${hidden}<footer>鄂ICP备12345678号-1</footer>`);
    await recapture(context);
    const records = await Promise.all((await captures()).slice(-2).map(recordOf));
    expect(records.map(({ posting }) => posting.icpFiling)).toEqual([null, '鄂ICP备12345678号-1']);
  });

  test('whose page is higher than a picture may be is said to be shown from its top', async () => {
    world.routes['/1'] = page(`${detailPage('高价收一建', rental)}<div style="height: 26000px"></div>`);
    await recapture(context);
    const taken = await captures();
    const [whole, cut] = await Promise.all([taken.slice(0, 1), taken.slice(-1)].flat().map(recordOf));
    const pictureOf = (record: EvidenceRecord | undefined) =>
      record?.files.find(({ path }) => path === packagePaths.screenshot)?.what;
    expect(pictureOf(whole)).toBe('整页截图');
    expect(pictureOf(cut)).toMatch(/只含自顶部起的10,000像素/);
    expect(cut?.page).toMatchObject({ pictureHeight: 10_000 });
    expect(cut?.page.pageHeight).toBeGreaterThan(26_000);
  });

  test('that is gone is captured as gone', async () => {
    world.routes['/1'] = (_request, response) => void response.writeHead(404).end('<h1>页面不存在</h1>');
    await recapture(context);
    const again = (await captures()).at(-1);
    expect(again).toMatchObject({ status: 404, comparison: 'gone' });
  });

  test('whose page shows no posting any more is captured, and said to be unreadable', async () => {
    world.routes['/1'] = page('<p>系统维护中</p>');
    await recapture(context);
    const again = (await captures()).at(-1);
    expect(again).toMatchObject({ status: 200, comparison: 'unreadable' });
  });

  test('that robots.txt forbids meanwhile is not captured, and the refusal is in its work', async () => {
    world.routes['/robots.txt'] = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nDisallow: /1\n');
    const before = (await captures()).length;
    await world.database.robotsCopy.deleteMany();
    // A worker that has not read robots.txt before.
    await recapture({ ...world.worker('other'), fullCapture: context.fullCapture });
    expect(await captures()).toHaveLength(before);
    expect(
      await world.database.dueWork.findMany({ where: { step: 'capture_full', state: { not: 'done' } } }),
    ).toMatchObject([{ state: 'refused', errorCode: 'robots_disallowed' }]);
  });
});

describe('a flagged posting on a machine without a browser', () => {
  beforeEach(async () => {
    world = await openCrawlWorld();
  });
  afterEach(() => world.close());

  test('keeps its order, with the reason why it was not carried out', async () => {
    await crawlRental(world.worker('worker'));
    expect(await world.database.fullCaptureOrder.count()).toBe(1);
    expect(await world.database.dueWork.findMany({ where: { step: 'capture_full' } })).toMatchObject([
      { state: 'refused', errorCode: 'browser_missing', crawlRunId: null },
    ]);
  });
});
