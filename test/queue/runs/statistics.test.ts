import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import type { Database } from '../../../prisma/open-database.js';
import { closeAlarms } from '../../../queue/runs/close-alarms.js';
import { settleFinishedRun } from '../../../queue/runs/finish-statistics.js';
import { countRun } from '../../../queue/runs/run-statistics.js';
import { openScheduledPlatforms } from '../schedules/scheduled-platforms.js';
import { type StoredPage, storeRun } from './stored-runs.js';

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ database, close } = await openScheduledPlatforms(['jing']));
});
afterEach(() => close());

const list: StoredPage = { kind: 'list', url: 'http://jing.test/jobs' };
const details = (count: number, posting: Readonly<Record<string, string>> = {}): StoredPage[] =>
  Array.from({ length: count }, (_, index) => ({ url: `http://jing.test/${index}`, posting }));
const noPosting = { code: 'no_posting', class: 'dead', captured: true };

const noon = Date.parse('2026-11-20T04:00:00Z');
const onDay = (day: number) => new Date(noon + day * 86_400_000);
/** A finished run, counted. */
async function settled(day: number, pages: readonly StoredPage[]): Promise<string> {
  const id = await storeRun(database, 'jing', pages, { state: 'finished', startedAt: onDay(day) });
  await database.$transaction((transaction) => settleFinishedRun(transaction, id, onDay(day)));
  return id;
}
const alarms = () => database.layoutAlarm.findMany({ orderBy: { raisedAt: 'asc' } });
const captureOf = async (crawlRunId: string, url: string) =>
  (await database.capture.findFirstOrThrow({ where: { crawlTask: { crawlRunId, url } } })).id;

describe('what a run yielded', () => {
  test('is counted: pages by outcome, postings, empty fields, bytes, errors, seconds', async () => {
    const id = await storeRun(
      database,
      'jing',
      [
        list,
        ...details(3, { text: '四个汉字' }),
        { url: 'http://jing.test/a', posting: { salary: '', text: '八个汉字八个汉字' } },
        { url: 'http://jing.test/b', state: 'dead', error: noPosting },
        { url: 'http://jing.test/c', state: 'dead', error: { code: 'status_404', class: 'dead' } },
        { url: 'http://jing.test/d', state: 'refused', error: { code: 'robots_disallow', class: 'refused' } },
        { url: 'http://jing.test/e', state: 'due' },
      ],
      { state: 'finished', startedAt: onDay(0) },
    );
    expect(await countRun(database, id, new Date())).toEqual({
      lists: { done: 1, dead: 0, refused: 0 },
      details: { done: 4, dead: 2, refused: 1 },
      captured: { lists: 1, details: 5 },
      postings: 4,
      yield: 0.8,
      listYield: null,
      readableLists: 1,
      emptyRates: expect.objectContaining({ title: 0, salary: 0.25, text: 0 }),
      meanTextLength: 5,
      bytes: 6000,
      errors: { no_posting: 1, status_404: 1, robots_disallow: 1 },
      seconds: 60,
    });
  });

  test('counts postings whose words had not changed since an earlier run, with the words they have', async () => {
    await storeRun(database, 'jing', [list, ...details(2, { salary: '' })], { state: 'finished', startedAt: onDay(0) });
    const id = await storeRun(database, 'jing', [list, ...details(2, { salary: '' })], { startedAt: onDay(1) });
    expect(await countRun(database, id, onDay(1))).toMatchObject({ postings: 2, emptyRates: { salary: 1, title: 0 } });
  });

  test('counts by the lists where no detail page was fetched', async () => {
    await storeRun(database, 'jing', [list, ...details(6)], { state: 'finished', startedAt: onDay(0) });
    const lists = [list, { ...list, url: 'http://jing.test/jobs?page=2' }];
    const id = await storeRun(database, 'jing', lists, { startedAt: onDay(1) });
    await database.posting.updateMany({ data: { lastSeenAt: onDay(1) } });
    expect(await countRun(database, id, onDay(1))).toMatchObject({ postings: 6, yield: null, listYield: 3 });
  });

  test('of a run of nothing is no division by zero', async () => {
    const id = await storeRun(database, 'jing', []);
    expect(await countRun(database, id, new Date())).toMatchObject({
      ...{
        postings: 0,
        yield: null,
        listYield: null,
        readableLists: null,
        emptyRates: null,
        meanTextLength: null,
        bytes: 0,
      },
    });
  });
});

describe('a run that has finished', () => {
  test('is counted once', async () => {
    const id = await settled(0, [list, ...details(3)]);
    const { statistics } = await database.crawlRun.findUniqueOrThrow({ where: { id } });
    expect(statistics).toMatchObject({ postings: 3 });
    await database.crawlTask.updateMany({ data: { state: 'dead' } });
    await database.$transaction((transaction) => settleFinishedRun(transaction, id, onDay(1)));
    expect(await database.crawlRun.findUniqueOrThrow({ where: { id } })).toMatchObject({ statistics });
  });

  test('is not counted while it goes on', async () => {
    const id = await storeRun(database, 'jing', [list]);
    await database.$transaction((transaction) => settleFinishedRun(transaction, id, onDay(1)));
    expect(await database.crawlRun.findUniqueOrThrow({ where: { id } })).toMatchObject({ statistics: null });
  });

  test('like those before it raises no alarm', async () => {
    for (let day = 0; day < 5; day += 1) await settled(day, [list, ...details(12)]);
    expect(await alarms()).toEqual([]);
  });

  test('that reads half as much raises one, with a capture of a page that could not be read', async () => {
    for (let day = 0; day < 3; day += 1) await settled(day, [list, ...details(12)]);
    const unread: StoredPage = { url: 'http://jing.test/unread', state: 'dead', error: noPosting };
    const broken = [...Array(6).keys()].map((index) => ({ ...unread, url: `${unread.url}${index}` }));
    const id = await settled(3, [list, ...details(6), ...broken]);
    const [alarm, ...others] = await alarms();
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      ...{ platformId: 'jing', crawlRunId: id, raisedAt: onDay(3), closedAt: null },
      reasons: ['每个详情页读出的招聘信息降至 0.5，以往中位数为 1'],
      sampleCaptureId: await captureOf(id, `${unread.url}0`),
    });
    expect(await database.ledgerEntry.findMany({ where: { kind: 'layout.alarm' } })).toMatchObject([
      { subjectId: alarm?.id },
    ]);
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });

  test('whose revisits mostly find no posting raises one, with a capture of such a page', async () => {
    for (let day = 0; day < 3; day += 1) await settled(day, [list, ...details(12)]);
    const revisits = details(12).map(({ url }, index) => (index < 4 ? { url, posting: {} } : { url, absent: true }));
    const id = await settled(3, [list, ...revisits]);
    expect(await database.crawlRun.findUniqueOrThrow({ where: { id } })).toMatchObject({
      statistics: { postings: 4, details: { done: 12 }, errors: {} },
    });
    expect(await alarms()).toMatchObject([
      {
        reasons: ['每个详情页读出的招聘信息降至 0.33，以往中位数为 1'],
        sampleCaptureId: await captureOf(id, 'http://jing.test/4'),
      },
    ]);
  });

  test('whose field is suddenly empty raises one, with a capture of such a page', async () => {
    for (let day = 0; day < 3; day += 1) await settled(day, [list, ...details(12)]);
    const id = await settled(3, [
      list,
      ...details(12).map((page, index) => (index < 4 ? page : { ...page, posting: { salary: '' } })),
    ]);
    expect(await alarms()).toMatchObject([
      {
        reasons: ['“薪酬”为空的比例升至 67%，以往中位数为 0%'],
        sampleCaptureId: await captureOf(id, 'http://jing.test/4'),
      },
    ]);
  });

  test('is not compared with runs whose alarm is open: it goes on until a person closes it', async () => {
    for (let day = 0; day < 3; day += 1) await settled(day, [list, ...details(12)]);
    for (let day = 3; day < 9; day += 1) await settled(day, [list, ...details(12, { salary: '' })]);
    expect(await alarms()).toHaveLength(6);
    expect(await closeAlarms(database, 'jing', onDay(9))).toBe(6);
    expect(await closeAlarms(database, 'jing', onDay(9))).toBe(0);
    await settled(9, [list, ...details(12, { salary: '' })]);
    expect(await alarms()).toHaveLength(6);
    expect(await database.ledgerEntry.count({ where: { kind: 'layout.alarm_closed' } })).toBe(6);
  });

  test('of a page that a complaint names raises none, and is no history of its platform', async () => {
    const complaint = await database.complaint.create({
      data: {
        ...{ organisationId: 'default', year: 2026, number: 1, channel: 'web', text: '举报', codeSha256: '0' },
        receivedAt: onDay(0),
      },
    });
    const ofComplaint = async (day: number, pages: readonly StoredPage[]) => {
      const id = await storeRun(database, 'jing', pages, { state: 'finished', startedAt: onDay(day) });
      await database.crawlRun.update({ where: { id }, data: { complaintId: complaint.id } });
      await database.$transaction((transaction) => settleFinishedRun(transaction, id, onDay(day)));
    };
    for (let day = 0; day < 3; day += 1) await settled(day, [list, ...details(12)]);
    for (let day = 3; day < 9; day += 1) await ofComplaint(day, details(12, { salary: '' }));
    expect(await alarms()).toEqual([]);
    await settled(9, [list, ...details(12, { salary: '' })]);
    expect(await alarms()).toHaveLength(1);
  });

  test('whose failures are run again raises no second alarm', async () => {
    for (let day = 0; day < 3; day += 1) await settled(day, [list, ...details(12)]);
    const id = await settled(3, [list, ...details(12, { text: '长'.repeat(30) })]);
    expect(await alarms()).toMatchObject([{ reasons: ['正文平均长度变为 30 字，以往中位数为 11 字'] }]);
    await database.$executeRaw`UPDATE "CrawlRun" SET "statistics" = NULL WHERE "id" = ${id}`;
    await database.$transaction((transaction) => settleFinishedRun(transaction, id, onDay(4)));
    expect(await alarms()).toHaveLength(1);
    expect(await database.ledgerEntry.count({ where: { kind: 'layout.alarm' } })).toBe(1);
  });
});
