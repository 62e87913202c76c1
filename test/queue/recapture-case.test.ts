import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Decider } from '../../casework/reviews/decider.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { QueuedJob } from '../../queue/engine.js';
import { reconcile } from '../../queue/reconcile.js';
import { type Casework, confirmPostings, openCasework, sampleFacts } from '../casework/cases/case-world.js';
import { page } from '../crawler/fetch/local-server.js';
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
const dayMilliseconds = 86_400_000;

let world: CrawlWorld;
let officers: Decider[];
let supervisor: Decider;
let casework: Casework;
let now: Date;
let postings: { postingId: string; versionId: string }[];

beforeAll(async () => {
  world = await openCrawlWorld();
  now = new Date();
  casework = openCasework(world.database, () => now);
  officers = await Promise.all(['甲', '乙'].map((name) => person(name, 'reviewer')));
  supervisor = await person('丙', 'supervisor');
  const paths = ['/1', '/2', '/3', '/4'];
  world.routes['/jobs'] = page(listPage(paths));
  for (const path of paths) world.routes[path] = page(detailPage(`高价收一建${path}`, rental + path));
  await drain(world.worker('worker'), (await world.start(smallPlatform())).jobs);
  const versions = await world.database.postingVersion.findMany({ orderBy: { id: 'asc' } });
  postings = versions.map(({ postingId, id }) => ({ postingId, versionId: id }));
  await confirmPostings(world.database, postings, pair(), now);
});
afterAll(() => world?.close());

async function person(name: string, role: 'reviewer' | 'supervisor'): Promise<Decider> {
  const username = `${name}-${role}`;
  const user = await world.database.user.create({
    data: {
      ...{ organisationId: 'default', username, name, role, credentialNumber: `鄂-${name}` },
      email: `${username}@guazheng.invalid`,
    },
  });
  const { id } = await world.database.userSession.create({
    data: { userId: user.id, origin: 'page', startedAt: new Date() },
  });
  return { id, person: { id: user.id, name, credentialNumber: `鄂-${name}`, role }, jurisdiction: ['default'] };
}
function pair(): [Decider, Decider] {
  const [first, second] = officers;
  if (first === undefined || second === undefined) throw new Error('there are no officers');
  return [first, second];
}
const shanghaiDay = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** A case of two advertisements whose order to correct gives ten days. @returns with its work and when that is due */
async function ordered(from: number): Promise<{ id: string; job: QueuedJob; dueAt: Date }> {
  const [first, second] = pair();
  const { id } = await casework.register(
    first,
    postings.slice(from, from + 2).map(({ postingId }) => postingId),
  );
  await casework.take(first, id, 'begin_inquiry');
  await casework.both(first, supervisor, id, 'file');
  await casework.both(first, second, id, 'investigate');
  const dueOn = shanghaiDay(new Date(now.getTime() + 10 * dayMilliseconds));
  const facts = { ...sampleFacts.order_rectification, servedOn: shanghaiDay(now), dueOn };
  const { stepId } = await casework.take(first, id, 'order_rectification', facts);
  // Nothing is due before the second officer has confirmed the order.
  expect(await world.database.dueWork.count({ where: { step: 'recapture_case', subjectId: stepId } })).toBe(0);
  await casework.answer(second, id, stepId);
  const job = casework.jobs.at(-1);
  if (job === undefined) throw new Error('nothing became due');
  const dueAt = new Date(Date.parse(`${dueOn}T00:00:00+08:00`) + dayMilliseconds);
  return { id, job, dueAt };
}
const ordersOf = (number: string) =>
  world.database.fullCaptureOrder.findMany({ where: { reason: 'rectification', clueNumber: number } });
const workOf = ({ payload: { dueWorkId } }: QueuedJob) =>
  world.database.dueWork.findUniqueOrThrow({ where: { id: dueWorkId } });
const numberOf = async (id: string) => {
  const { year, number } = await world.database.case.findUniqueOrThrow({ where: { id } });
  return `〔${year}〕${number}号`;
};
const at = (time: Date) => ({ ...world.worker('worker'), clock: { now: () => time } });

describe('the recapture of a case', () => {
  let ofCase: Awaited<ReturnType<typeof ordered>>;
  beforeAll(async () => {
    ofCase = await ordered(0);
  });

  test('is due when the last day of the period is over in China, and not before', async () => {
    const { job, dueAt } = ofCase;
    expect(job.notBefore).toEqual(dueAt);
    expect(await run(at(new Date(dueAt.getTime() - 60_000)), job)).toMatchObject({ again: dueAt, next: [] });
    expect(await workOf(job)).toMatchObject({ state: 'due', dueAt });
  });

  test('is put back where the queue has lost it, and keeps its time', async () => {
    const engine = idleEngine();
    await reconcile(world.database, { add: engine.add, held: async () => new Set() }, now);
    const back = engine.added.find(({ payload }) => payload.dueWorkId === ofCase.job.payload.dueWorkId);
    expect(back).toMatchObject({ notBefore: ofCase.dueAt, payload: { step: 'recapture_case' } });
  });

  test('orders every advertisement of the case once, by the officer, against the words that were confirmed', async () => {
    const { id, job, dueAt } = ofCase;
    // It was edited since; what two persons confirmed stays what it is compared with.
    const { id: _, ...edited } = await world.database.postingVersion.findFirstOrThrow({
      where: { postingId: postings[0]?.postingId ?? '' },
    });
    await world.database.postingVersion.create({ data: { ...edited, number: 2, title: '诚聘' } });
    const both = await Promise.all([run(at(dueAt), job), run({ ...at(dueAt), holder: 'other' }, job)]);
    const due = both.flatMap(({ next }) => next);
    expect(due.map(({ payload }) => payload.step)).toEqual(['capture_full', 'capture_full']);
    const orders = await ordersOf(await numberOf(id));
    expect(orders.map(({ postingVersionId }) => postingVersionId).sort()).toEqual(
      postings
        .slice(0, 2)
        .map(({ versionId }) => versionId)
        .sort(),
    );
    expect(orders.every(({ orderedById }) => orderedById === officers[0]?.person.id)).toBe(true);
    expect(await workOf(job)).toMatchObject({ state: 'done' });
    expect(await verifyLedger(world.database, { blobs: world.blobs })).toMatchObject({ ok: true });
  });
});

describe('a case that does not go on', () => {
  test('is not captured again: what was due is refused with the reason, and comes back when the case goes on', async () => {
    const { id, job, dueAt } = await ordered(2);
    const [first, second] = pair();
    await casework.both(first, second, id, 'suspend');
    expect(await workOf(job)).toMatchObject({ state: 'refused', errorCode: 'case_stopped' });
    expect(await run(at(dueAt), job)).toMatchObject({ again: undefined, next: [] });
    now = new Date(now.getTime() + 5 * dayMilliseconds);
    await casework.take(first, id, 'resume');
    const resumed = casework.jobs.at(-1);
    expect(resumed?.payload.dueWorkId).not.toBe(job.payload.dueWorkId);
    // Five days later than before, since the case stood still for five.
    expect(resumed?.notBefore).toEqual(new Date(dueAt.getTime() + 5 * dayMilliseconds));
    await casework.both(first, supervisor, id, 'withdraw');
    if (resumed === undefined) throw new Error('nothing became due');
    expect(await workOf(resumed)).toMatchObject({ state: 'refused', errorCode: 'case_stopped' });
    expect(await ordersOf(await numberOf(id))).toEqual([]);
  });

  test('is not captured again where it was rechecked before the period was over', async () => {
    const { id, job, dueAt } = await ordered(2);
    const [first, second] = pair();
    await casework.both(first, second, id, 'recheck', { corrected: true, findings: '已删除' });
    expect(await run(at(dueAt), job)).toMatchObject({ again: undefined, next: [] });
    expect(await workOf(job)).toMatchObject({ state: 'done' });
    expect(await ordersOf(await numberOf(id))).toEqual([]);
  });
});
