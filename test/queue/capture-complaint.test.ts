import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { captureAgain } from '../../casework/complaints/capture-again.js';
import { linkComplaints } from '../../casework/complaints/link-complaints.js';
import { readComplaintCaptures } from '../../casework/complaints/read-complaint-captures.js';
import { registerComplaint } from '../../casework/complaints/register-complaint.js';
import type { Decider } from '../../casework/reviews/decider.js';
import type { ComplaintChannel } from '../../contracts/api/complaints.js';
import { RefusedError } from '../../contracts/errors.js';
import { parsePlatformFile } from '../../crawler/read-platform-file.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { ClaimedWork } from '../../queue/due-work.js';
import type { QueuedJob } from '../../queue/engine.js';
import { nothingLearned } from '../../queue/methods/fetch-methods.js';
import { planComplaintCaptures } from '../../queue/plan-complaint-capture.js';
import { storePlatform } from '../../queue/platforms.js';
import { reconcile } from '../../queue/reconcile.js';
import { removePlatform } from '../../queue/runs/remove-platform.js';
import { startCrawlRun } from '../../queue/start-crawl-run.js';
import { captureComplaint } from '../../queue/steps/capture-complaint.js';
import type { LoadedCapture } from '../../queue/steps/load-captures.js';
import { readCapturedPage } from '../../queue/steps/read-captured-page.js';
import { fromWeb, ports } from '../casework/complaints/complaint-world.js';
import { page, redirectTo } from '../crawler/fetch/local-server.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  idleEngine,
  listPage,
  openCrawlWorld,
  run,
  smallPlatform,
} from './crawl-world.js';

const rental = '急收一级建造师市政、机电，初始三年一付，年付3.2万，证章自管不坐班，社保可不转，加微信 guaz0000。';

let world: CrawlWorld;
let officer: Decider;
beforeAll(async () => {
  world = await openCrawlWorld();
  await storePlatform(world.database, smallPlatform(), 'small.yaml', new Date());
  const user = await world.database.user.create({
    data: {
      ...{ organisationId: 'default', username: 'hejiang', name: '何江', role: 'reviewer', credentialNumber: '鄂-1' },
      email: 'hejiang@guazheng.invalid',
    },
  });
  const { id } = await world.database.userSession.create({
    data: { userId: user.id, origin: 'page', startedAt: new Date() },
  });
  const person = { id: user.id, name: '何江', credentialNumber: '鄂-1', role: 'reviewer' as const };
  officer = { id, person, jurisdiction: ['default'] };
});
afterAll(() => world?.close());

/** A complaint of the public form, with the work that it made due. */
async function complain(
  text: string,
  url = '',
  channel: ComplaintChannel = 'web',
): Promise<{ id: string; postingId: string | null; jobs: QueuedJob[] }> {
  const capture = planComplaintCaptures(new Date());
  const { id, postingId } = await registerComplaint(
    world.database,
    { ...ports, capture },
    fromWeb(text, { url, channel }),
    channel === 'web' ? null : officer,
    new Date(),
  );
  return { id, postingId, jobs: [...capture.jobs] };
}
const captureOf = async (id: string) => (await readComplaintCaptures(world.database, [id])).get(id);
const linkOf = (complaintId: string) =>
  world.database.complaintLink.findUnique({ where: { complaintId }, include: { posting: true } });
const asked = (path: string) => world.site.requests.filter((request) => request === path).length;
const runsOf = (complaintId: string) => world.database.crawlRun.findMany({ where: { complaintId } });
/** The companies of a posting's versions, and the fields that its events call edited. */
async function historyOf(url: string) {
  const { versions, events } = await world.database.posting.findFirstOrThrow({
    where: { url },
    include: {
      versions: { orderBy: { number: 'asc' } },
      events: { where: { kind: 'edited' }, orderBy: { at: 'asc' } },
    },
  });
  const edit = z.object({ changed: z.array(z.object({ field: z.string() })) });
  return {
    companies: versions.map(({ company }) => company),
    edits: events.map(({ detail }) => edit.parse(detail).changed.map(({ field }) => field)),
  };
}

describe('an address at which no advertisement is known', () => {
  test('is taken at once, judged, and linked with the complaint, beside the platform’s own crawl', async () => {
    world.routes['/ad'] = page(detailPage('高价收一建', rental));
    world.routes['/jobs'] = page(listPage(['/ad', '/other']));
    world.routes['/other'] = page(detailPage('诚聘司机'));
    const own = await world.start();
    const { id, postingId, jobs } = await complain('请看这条', 'http://small.test/ad?utm_source=wx#x');
    expect(postingId).toBeNull();
    expect(jobs).toMatchObject([{ payload: { step: 'capture_complaint' }, priority: 99 }]);
    expect(await captureOf(id)).toMatchObject({ state: 'waiting', url: null, errorCode: null });
    await drain(world.worker('worker'), jobs);
    const url = 'http://small.test/ad';
    expect(await captureOf(id)).toMatchObject({ state: 'judged', url, errorCode: null });
    const link = await linkOf(id);
    expect(link).toMatchObject({ captureId: expect.any(String), posting: { url, band: 'flagged' } });
    // It is no run of the platform: one that goes on goes on, its statistics are its own, and its list finds the same posting.
    expect(await runsOf(id)).toMatchObject([{ startedBy: 'complaint', pageBudget: 1, state: 'finished' }]);
    await drain(world.worker('worker'), own.jobs);
    expect(await world.database.posting.count({ where: { url } })).toBe(1);
    expect((await complain('同一条', url)).postingId).toBe(link?.postingId);
    expect(await world.database.layoutAlarm.count()).toBe(0);
    expect(await verifyLedger(world.database, { blobs: world.blobs })).toMatchObject({ ok: true });
  });

  test('stands in the words as well as in its own field, and is put back where the queue has lost it', async () => {
    world.routes['/words'] = page(detailPage('收二建', rental));
    const { id, jobs } = await complain('有人举报：https://small.test:9/words 和 http://small.test/words，请查处');
    const engine = idleEngine();
    await reconcile(world.database, { add: engine.add, held: async () => new Set() }, new Date());
    expect(engine.added.map(({ payload }) => payload)).toContainEqual(jobs[0]?.payload);
    await drain(world.worker('worker'), jobs);
    // Another port than the platform's entry page is another service.
    expect(await captureOf(id)).toMatchObject({ state: 'judged', url: 'http://small.test/words' });
  });

  test('is taken once however often the work is done, and by whoever does it', async () => {
    world.routes['/twice'] = page(detailPage('收二建', `${rental} 两次`));
    const { id, jobs } = await complain('两名工人', 'http://small.test/twice');
    const both = await Promise.all(['one', 'two'].map((holder) => run(world.worker(holder), jobs[0])));
    const next = both.flatMap((one) => one.next);
    expect(next.map(({ payload, priority }) => [payload.step, priority])).toEqual([['fetch_page', 99]]);
    expect((await run(world.worker('three'), jobs[0])).next).toEqual([]);
    expect(await runsOf(id)).toHaveLength(1);
    // While it runs the platform's own crawl starts as ever.
    const own = await world.start();
    expect(own).toMatchObject({ resumed: false, jobs: [expect.anything()] });
    // A second complaint about it waits for the page of the first, and has its link without asking the platform again.
    const second = await complain('第二个人', 'http://small.test/twice');
    const worker = world.worker('worker');
    const { again } = await run(worker, second.jobs[0]);
    expect(again?.getTime()).toBeGreaterThan(Date.now());
    expect(await captureOf(second.id)).toMatchObject({
      ...{ state: 'waiting', errorCode: 'complaint_same_address', nextAt: again },
    });
    await drain(worker, next);
    worker.ahead = 60_000;
    await run(worker, second.jobs[0]);
    worker.ahead = 0;
    expect((await linkOf(second.id))?.postingId).toBe((await linkOf(id))?.postingId);
    expect(await linkOf(second.id)).toMatchObject({ captureId: null });
    expect(asked('/twice')).toBe(1);
    await drain(worker, own.jobs);
    expect(await verifyLedger(world.database, { blobs: world.blobs })).toMatchObject({ ok: true });
  });

  test('is the posting that a list later names by a key of its own', async () => {
    const yaml = smallPlatform()
      .replace('id: small', 'id: keyed')
      .replaceAll('small.test', 'jobs.small.test')
      .replace('title: a }', 'title: a, key: a@data-key, company: b }');
    await storePlatform(world.database, yaml, 'keyed.yaml', new Date());
    world.routes['/k'] = page(detailPage('收二建', `${rental} 键`));
    const { id, jobs } = await complain('按键命名', 'http://jobs.small.test/k');
    await drain(world.worker('worker'), jobs);
    world.routes['/m'] = page(detailPage('收造价师', `${rental} 造价`));
    world.routes['/jobs'] = page(
      '<ul><li><a data-key="17" href="/k">收二建</a><b>江城建设</b></li><li><a data-key="18" href="/m">收造价师</a><b>汉水造价</b></li></ul>',
    );
    const crawl = () =>
      world.database.$transaction((transaction) =>
        startCrawlRun(transaction, { platformId: 'keyed', startedBy: 'command', now: new Date() }),
      );
    await drain(world.worker('worker'), (await crawl()).jobs);
    expect(asked('/k')).toBe(2);
    expect((await linkOf(id))?.posting.key).toBe('http://jobs.small.test/k');
    // The list has added the company, which the page does not say: there is a version with it, and nobody has edited anything.
    expect(await historyOf('http://jobs.small.test/k')).toEqual({ companies: ['', '江城建设'], edits: [] });
    // And the other way round: a known posting keeps its key and its company when a complaint's address leads to it.
    world.routes['/short'] = redirectTo('/m');
    const other = await complain('短网址', 'http://jobs.small.test/short');
    await drain(world.worker('worker'), other.jobs);
    expect((await linkOf(other.id))?.posting.key).toBe('18');
    expect(await historyOf('http://jobs.small.test/m')).toEqual({ companies: ['汉水造价'], edits: [] });
    expect(await world.database.posting.count({ where: { platformId: 'keyed' } })).toBe(2);
    // A visit by its time, which no list has named, takes nothing away either; what the page says anew is an edit.
    world.routes['/m'] = page(detailPage('收造价师', `${rental} 涨价`));
    await world.database.posting.updateMany({ where: { platformId: 'keyed' }, data: { nextVisitAt: new Date(0) } });
    await drain(world.worker('worker'), (await crawl()).jobs);
    expect(await historyOf('http://jobs.small.test/m')).toEqual({
      companies: ['汉水造价', '汉水造价'],
      edits: [['text']],
    });
    expect(await historyOf('http://jobs.small.test/k')).toMatchObject({ edits: [] });
    world.routes['/m'] = page(detailPage('收造价师', `${rental} 再涨`));
    await drain(world.worker('worker'), (await complain('又涨', 'http://jobs.small.test/short')).jobs);
    expect(await historyOf('http://jobs.small.test/m')).toMatchObject({ edits: [['text'], ['text']] });
  });

  test('is linked alone where a list has brought it while its page was read', async () => {
    world.routes['/jobs'] = page('<ul><li><a data-key="19" href="/n">收岩土</a><b>楚地勘察</b></li></ul>');
    world.routes['/n'] = page(detailPage('收岩土', `${rental} 岩土`));
    world.routes['/brief'] = redirectTo('/n');
    const { id, jobs } = await complain('同时采集', 'http://jobs.small.test/brief');
    const worker = world.worker('reader');
    const own = await world.database.$transaction((transaction) =>
      startCrawlRun(transaction, { platformId: 'keyed', startedBy: 'command', now: new Date() }),
    );
    // The crawl has received the page first, and is to read it while the complaint's is read.
    let crawled = own.jobs;
    for (let round = 0; round < 3; round += 1) {
      const ran = await Promise.all(crawled.map((job) => run(world.worker('crawler'), job)));
      crawled = ran.flatMap(({ next }) => next);
    }
    expect(crawled.map(({ payload }) => payload.step)).toEqual(['read_capture']);
    let isOvertaken = false;
    const blobs = {
      ...world.blobs,
      async get(sha256: string) {
        if (!isOvertaken) {
          isOvertaken = true;
          await drain(world.worker('crawler'), crawled);
        }
        return world.blobs.get(sha256);
      },
    };
    await drain({ ...worker, blobs }, jobs);
    expect(await linkOf(id)).toMatchObject({ captureId: expect.any(String), posting: { key: '19' } });
    expect(await historyOf('http://jobs.small.test/n')).toEqual({ companies: ['楚地勘察'], edits: [] });
    await world.database.$transaction((transaction) => removePlatform(transaction, 'keyed', new Date()));
  });
});

describe('an address that is not taken', () => {
  const refusedWith = async (errorCode: string, url: string, text = `请查处 ${url}`) => {
    const { id, jobs } = await complain(text, url);
    await drain(world.worker('worker'), jobs);
    expect(await captureOf(id)).toMatchObject({ state: 'refused', errorCode });
    expect(await linkOf(id)).toBeNull();
    return id;
  };

  test('lies on no platform on record: nothing is asked of it until the platform was added and a person asks again', async () => {
    world.routes['/late'] = page(detailPage('收二建', `${rental} 晚`));
    const id = await refusedWith('complaint_no_platform', 'http://late.test/late');
    expect(asked('/late')).toBe(0);
    const again = async (by = officer) => {
      const plan = planComplaintCaptures(new Date());
      await captureAgain(world.database, by, id, plan, new Date());
      return plan.jobs;
    };
    await expect(again({ ...officer, jurisdiction: ['far'] })).rejects.toMatchObject({ code: 'complaint_unknown' });
    const auditor = { ...officer, person: { ...officer.person, role: 'auditor' as const } };
    await expect(again(auditor)).rejects.toMatchObject({ code: 'role_insufficient' });
    const yaml = smallPlatform().replace('id: small', 'id: late').replaceAll('small.test', 'late.test');
    await storePlatform(world.database, yaml, 'late.yaml', new Date());
    const jobs = await again();
    await expect(again()).rejects.toMatchObject({ code: 'capture_not_failed' });
    await drain(world.worker('worker'), jobs);
    expect(await captureOf(id)).toMatchObject({ state: 'judged' });
    await expect(again()).rejects.toMatchObject({ code: 'capture_not_failed' });
    // Whoever comes later, such as a run of it that an operator has run again, leaves the link as it is.
    const first = await linkOf(id);
    const { id: postingId } = await world.database.posting.findFirstOrThrow({
      where: { id: { not: first?.postingId ?? '' } },
    });
    const later = await world.database.$transaction((transaction) =>
      linkComplaints(transaction, [{ complaintId: id, postingId, captureId: null }], new Date()),
    );
    expect(later).toEqual([]);
    expect(await linkOf(id)).toEqual(first);
    const [request, ...others] = await world.database.complaintCaptureRequest.findMany({ where: { complaintId: id } });
    expect([request?.userId, request?.sessionId, others]).toEqual([officer.person.id, officer.id, []]);
    const entries = await world.database.ledgerEntry.findMany({ where: { subjectId: request?.id ?? '' } });
    expect(entries.map(({ kind }) => kind)).toEqual(['complaint.capture_requested']);
    expect(await verifyLedger(world.database, { blobs: world.blobs })).toMatchObject({ ok: true });
    await expect(world.database.complaintCaptureRequest.deleteMany()).rejects.toThrow();
  });

  test('leads to another site, whose pages are not asked for, nor read where a browser was led there by a script', async () => {
    world.routes['/away'] = redirectTo('http://elsewhere.test/forged');
    await refusedWith('redirect_elsewhere', 'http://small.test/away');
    // Another port of the same host is another service.
    world.routes['/inward'] = redirectTo('http://small.test:9200/forged');
    await refusedWith('redirect_elsewhere', 'http://small.test/inward');
    expect(await world.database.crawlDecision.count({ where: { url: { contains: ':9200' } } })).toBe(0);
    const led = (complaintId: string | null, finalUrl = 'http://elsewhere.test/forged'): LoadedCapture => ({
      ...{ id: 'capture', finalUrl, status: 200, method: 'browser' },
      ...{ bodySha256: '', domSha256: null, contentType: null, other: null, capturedAt: new Date() },
      ...{ platformId: 'small', platform: parsePlatformFile(smallPlatform(), 'small.yaml'), methods: nothingLearned },
      task: {
        ...{ id: 'task', url: 'http://small.test/away', kind: 'detail', depth: 0, crawlRunId: 'run', isRead: false },
        ...{ postingId: null, postingKey: null, listRow: null, inheritsListRow: false, complaintId },
      },
    });
    const forged = detailPage('收一建', rental);
    for (const finalUrl of ['http://elsewhere.test/forged', 'http://small.test:9200/forged'])
      expect(() => readCapturedPage(led('complaint', finalUrl), forged)).toThrow(RefusedError);
    expect(readCapturedPage(led(null), forged)).toMatchObject({ kind: 'read' });
  });

  test('is of a platform that is removed before its turn', async () => {
    world.routes['/gone-with-it'] = page(detailPage('收二建', rental));
    const { id, jobs } = await complain('即将移除', 'http://late.test/gone-with-it');
    const { next } = await run(world.worker('worker'), jobs[0]);
    const own = await world.database.$transaction((transaction) =>
      startCrawlRun(transaction, { platformId: 'late', startedBy: 'command', now: new Date() }),
    );
    await world.database.$transaction((transaction) => removePlatform(transaction, 'late', new Date()));
    await drain(world.worker('worker'), [...next, ...own.jobs]);
    expect(await captureOf(id)).toMatchObject({ state: 'refused', errorCode: 'cancelled' });
    expect(asked('/gone-with-it')).toBe(0);
    expect(
      await world.database.crawlRun.count({ where: { state: 'running', platformVersion: { platformId: 'late' } } }),
    ).toBe(0);
    await refusedWith('complaint_no_platform', 'http://late.test/gone-with-it');
  });

  test('is the front page or a list, or may not be fetched by robots.txt, or asks to log in, and is not asked for again', async () => {
    await refusedWith('complaint_list_page', 'http://small.test/jobs');
    await refusedWith('complaint_list_page', 'http://small.test/');
    world.routes['/robots.txt'] = page('User-agent: *\nDisallow: /private', { 'content-type': 'text/plain' });
    world.routes['/private/1'] = page(detailPage('收二建', rental));
    await refusedWith('robots_disallowed', 'http://small.test/private/1');
    expect(asked('/private/1')).toBe(0);
    delete world.routes['/robots.txt'];
    world.routes['/gate'] = page('<form><input name="user"><input type="password" name="p"></form> 请登录后查看');
    await refusedWith('login_required', 'http://small.test/gate');
    expect(asked('/gate')).toBe(1);
  });

  test('fails by what is not there, and says so on the complaint', async () => {
    const { id, jobs } = await complain('已删除的一条', 'http://small.test/deleted');
    await drain(world.worker('worker'), jobs);
    expect(await captureOf(id)).toMatchObject({ state: 'failed', url: 'http://small.test/deleted', errorCode: 'gone' });
  });

  test('is one of too many within an hour, and waits its turn', async () => {
    const version = await world.database.platformVersion.findFirstOrThrow({ where: { platformId: 'small' } });
    const { id, jobs } = await complain('第六十一个', 'http://small.test/many');
    const startedAt = new Date(Date.now() - 1_800_000);
    await world.database.crawlRun.createMany({
      data: Array.from({ length: 60 }, () => ({
        ...{ platformVersionId: version.id, state: 'finished' as const, pageBudget: 1, startedBy: 'complaint' },
        ...{ complaintId: id, startedAt, finishedAt: startedAt },
      })),
    });
    const { again } = await run(world.worker('worker'), jobs[0]);
    expect(again?.getTime()).toBeGreaterThan(Date.now());
    expect(await captureOf(id)).toMatchObject({ state: 'waiting', errorCode: 'complaints_many', nextAt: again });
    expect(asked('/many')).toBe(0);
    // What an officer registers, or has taken again, does not wait for what anyone may send; and no class of failures names the wait.
    world.routes['/officer'] = page(detailPage('收二建', `${rental} 来电`));
    const called = await complain('来电举报', 'http://small.test/officer', 'telephone');
    const taken = await run(world.worker('worker'), called.jobs[0]);
    expect(taken.again).toBeUndefined();
    await drain(world.worker('worker'), taken.next);
    expect(await captureOf(called.id)).toMatchObject({ state: 'judged' });
    const { id: dueWorkId, errorClass } = await world.database.dueWork.update({
      where: { step_subjectId: { step: 'capture_complaint', subjectId: id } },
      data: { state: 'dead' },
    });
    expect(errorClass).toBeNull();
    world.routes['/many'] = page(detailPage('收二建', `${rental} 再取`));
    const plan = planComplaintCaptures(new Date());
    await captureAgain(world.database, officer, id, plan, new Date());
    expect(plan.jobs).toMatchObject([{ payload: { dueWorkId } }]);
    const askedAgain = await run(world.worker('worker'), plan.jobs[0]);
    expect(askedAgain.again).toBeUndefined();
    await drain(world.worker('worker'), askedAgain.next);
    expect(await captureOf(id)).toMatchObject({ state: 'judged' });
  });

  test('waits for another complaint’s that two workers have looked at at once', async () => {
    world.routes['/at-once'] = page(detailPage('收二建', `${rental} 同时`));
    const first = await complain('甲', 'http://small.test/at-once', 'telephone');
    const second = await complain('乙', 'http://small.test/at-once', 'telephone');
    const take = async (...complaintIds: readonly string[][]) => {
      const claimed = (subjectId: string): ClaimedWork => ({
        ...{ id: subjectId, step: 'capture_complaint', subjectId, crawlRunId: null, attempts: 0, delays: 0 },
      });
      const looked = await captureComplaint.load(world.worker('worker'), complaintIds.flat().map(claimed));
      return Promise.allSettled(
        complaintIds.map((ids) => {
          const acted = ids.flatMap((id) => {
            const loaded = looked.get(id);
            return loaded === undefined ? [] : [{ work: claimed(id), loaded, effect: null }];
          });
          return world.database.$transaction((transaction) => captureComplaint.store(transaction, acted, new Date()));
        }),
      );
    };
    const both = await take([first.id], [second.id]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'complaint_same_address' },
    });
    // One worker that has several takes the rows of their platforms in one order, whichever came first.
    const yaml = smallPlatform().replace('id: small', 'id: another').replaceAll('small.test', 'jobs.small.test');
    await storePlatform(world.database, yaml, 'another.yaml', new Date());
    const there = await complain('丙', 'http://small.test/there', 'telephone');
    const here = await complain('丁', 'http://jobs.small.test/here', 'telephone');
    const [taken] = await take([there.id, here.id]);
    const due = taken?.status === 'fulfilled' ? taken.value.due : [];
    expect(due.map(({ crawlRunId }) => crawlRunId)).toEqual(
      [...(await runsOf(here.id)), ...(await runsOf(there.id))].map(({ id }) => id),
    );
  });
});
