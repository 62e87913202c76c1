import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DecisionRequest, decideTask } from '../../../casework/reviews/decide.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { leaseNext, openTask, releaseLease, renewLease } from '../../../casework/reviews/lease-task.js';
import { settleTask } from '../../../casework/reviews/review-rows.js';
import { type JudgedPosting, minutes, now, openReviewWorld, type ReviewWorld } from './review-world.js';

let world: ReviewWorld;
let posting: JudgedPosting;
let taskId: string;
beforeEach(async () => {
  world = await openReviewWorld();
  [posting = { postingId: '', versionId: '' }] = await world.judge([{ probability: 0.9 }]);
  taskId = (await world.taskOf(posting)).id;
});
afterEach(() => world.close());

const request = (more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  ...{ decision: 'confirmed', categories: [], articles: [], dismissal: null, note: '', alike: [] },
  requestId: randomUUID(),
  ...more,
});
const dismissal = { decision: 'dismissed', dismissal: 'genuine_employment' } as const;

async function decide(decider: Decider, more: Partial<DecisionRequest> = {}, at = now, id = taskId) {
  await openTask(world.database, decider, id, at);
  return decideTask(world.database, decider, id, request(more), at);
}
const stage = async () => (await world.taskOf(posting)).stage;
const refused = (code: string) => ({ name: 'RefusedError', code });

describe('a decision', () => {
  test('that confirms is followed by a second one of another person, which closes the task', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    await decide(wang);
    expect(await stage()).toBe('second');
    await decide(li);
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'closed', outcome: 'confirmed', closedAt: now });
    await world.verify();
  });

  test('that dismisses closes the task with its reason', async () => {
    await decide(await world.person('wang'), dismissal);
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'closed', outcome: 'dismissed' });
    expect(await world.database.review.findFirst()).toMatchObject({ dismissal: 'genuine_employment', stage: 'first' });
    await world.verify();
  });

  test('that dismisses without a reason is refused', async () => {
    const wang = await world.person('wang');
    await expect(decide(wang, { decision: 'dismissed' })).rejects.toMatchObject({ code: 'dismissal_missing' });
  });

  test('of a person without a credential number is the first alone, and the second is an officer’s', async () => {
    const [wang, zhao, li] = [
      await world.person('wang', 'reviewer', { credentialNumber: '' }),
      await world.person('wang2', 'supervisor', { credentialNumber: '' }),
      await world.person('li'),
    ];
    await decide(wang);
    await expect(decide(zhao)).rejects.toMatchObject(refused('credential_missing'));
    expect(await leaseNext(world.database, zhao, { order: 'probability' }, [], now)).toBeUndefined();
    await decide(li, dismissal);
    expect(await stage()).toBe('ruling');
    await expect(decide(zhao)).rejects.toMatchObject(refused('credential_missing'));
  });

  test('is the newest of its advertisement though the clock goes an hour behind that of the server before', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    const { database } = world;
    await database.review.create({
      data: {
        ...{
          id: newId({ msecs: Date.now() + 60 * 60_000 }),
          postingVersionId: posting.versionId,
          by: { ...wang.person },
        },
        ...{
          userId: wang.person.id,
          sessionId: wang.id,
          stage: 'first',
          decision: 'confirmed',
          decidedAt: minutes(60),
        },
      },
    });
    await database.$transaction((transaction) =>
      settleTask(transaction, { id: taskId, postingVersionId: posting.versionId }, minutes(60)),
    );
    await decide(li);
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'closed', outcome: 'confirmed' });
    const reviews = await database.review.findMany({ orderBy: { id: 'asc' } });
    expect(reviews.map(({ stage: at }) => at)).toEqual(['first', 'second']);
  });

  test('that asks for more puts the task off for three days, for anybody', async () => {
    const wang = await world.person('wang');
    await decide(wang, { decision: 'more_needed' });
    const next = (at: Date, decider = wang) => leaseNext(world.database, decider, { order: 'probability' }, [], at);
    expect(await stage()).toBe('first');
    expect(await next(minutes(3 * 24 * 60 - 1))).toBeUndefined();
    expect((await next(minutes(3 * 24 * 60)))?.taskId).toBe(taskId);
    await decideTask(world.database, wang, taskId, request(), minutes(3 * 24 * 60));
    expect(await stage()).toBe('second');
  });

  test('that disagrees goes to a supervisor who has not decided', async () => {
    const [wang, li, zhao] = [
      await world.person('wang'),
      await world.person('li', 'supervisor'),
      await world.person('zhao', 'supervisor'),
    ];
    await decide(wang);
    await decide(li, dismissal);
    expect(await stage()).toBe('ruling');
    await expect(decide(await world.person('sun'))).rejects.toMatchObject(refused('role_insufficient'));
    await expect(decide(li)).rejects.toMatchObject(refused('same_person'));
    await decide(zhao, dismissal);
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'closed', outcome: 'dismissed' });
    await world.verify();
  });

  test('is refused to who decided before, in another session and under another account of the same credential', async () => {
    const wang = await world.person('wang', 'reviewer', { credentialNumber: '鄂A001' });
    await decide(wang);
    for (const same of [
      wang,
      await world.again(wang),
      await world.person('wang2', 'supervisor', { credentialNumber: '鄂A001' }),
    ]) {
      await expect(decide(same)).rejects.toMatchObject(refused('same_person'));
      expect(await leaseNext(world.database, same, { order: 'probability' }, [], now)).toBeUndefined();
    }
    await world.database.user.update({ where: { id: wang.person.id }, data: { credentialNumber: '鄂A009' } });
    const renamed = await world.person('wang3', 'reviewer', { credentialNumber: '鄂A001' });
    await expect(decide(renamed)).rejects.toMatchObject(refused('same_person'));
    expect(await stage()).toBe('second');
  });

  test.each(['operator', 'auditor', 'administrator'] as const)('is not an %s’s', async (role) => {
    await expect(decide(await world.person('zhao', role))).rejects.toMatchObject(refused('role_insufficient'));
  });

  test('names the verdict’s categories and their articles unless others are chosen', async () => {
    const wang = await world.person('wang');
    await decide(wang);
    const review = await world.database.review.findFirstOrThrow();
    expect(review.categories).toEqual(['credential_rental']);
    expect(review.articles).toContain('《人力资源市场暂行条例》第二十七条');
    const li = await world.person('li');
    await expect(decide(li, { articles: ['《刑法》第一条'] })).rejects.toMatchObject({ code: 'article_unknown' });
    await decide(li, { categories: ['false_job'], articles: ['《人力资源市场暂行条例》第二十四条'] });
    expect(await world.database.review.findFirstOrThrow({ where: { stage: 'second' } })).toMatchObject({
      categories: ['false_job'],
      articles: ['《人力资源市场暂行条例》第二十四条'],
    });
  });

  test('on a closed task is refused, and outside the jurisdiction there is no task', async () => {
    await decide(await world.person('wang'), dismissal);
    await expect(decide(await world.person('li'))).rejects.toMatchObject(refused('task_closed'));
    const stranger = await world.person('far', 'reviewer', { jurisdiction: ['other'] });
    await expect(decide(stranger)).rejects.toMatchObject({ name: 'InputError', code: 'task_unknown' });
  });
});

describe('the same request again', () => {
  test('is the same decision, though the answer was lost and the lease is gone', async () => {
    const wang = await world.person('wang');
    const sent = request();
    await openTask(world.database, wang, taskId, now);
    const first = await decideTask(world.database, wang, taskId, sent, now);
    expect(await decideTask(world.database, wang, taskId, sent, minutes(30))).toEqual(first);
    expect(await world.database.review.count()).toBe(1);
    expect(await stage()).toBe('second');
  });

  test('sent twice at once is taken once', async () => {
    const wang = await world.person('wang');
    const sent = request();
    await openTask(world.database, wang, taskId, now);
    const send = () => decideTask(world.database, wang, taskId, sent, now);
    const [first, ...others] = await Promise.all([send(), send(), send(), send()]);
    for (const other of others) expect(other).toEqual(first);
    expect(await world.database.review.count()).toBe(1);
    await world.verify();
  });

  test('for another task or by another person is refused', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    const sent = request();
    await decide(wang, sent);
    await openTask(world.database, li, taskId, now);
    await expect(decideTask(world.database, li, taskId, sent, now)).rejects.toMatchObject({ code: 'request_reused' });
  });
});

describe('a lease', () => {
  test('keeps the task from others until it expires, and is needed to decide', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    await openTask(world.database, wang, taskId, now);
    await expect(openTask(world.database, li, taskId, minutes(9))).rejects.toMatchObject(refused('lease_lost'));
    await expect(decideTask(world.database, li, taskId, request(), now)).rejects.toMatchObject(refused('lease_lost'));
    await openTask(world.database, li, taskId, minutes(11));
    await expect(decideTask(world.database, wang, taskId, request(), minutes(11))).rejects.toMatchObject(
      refused('lease_lost'),
    );
    await expect(renewLease(world.database, wang, taskId, minutes(11))).rejects.toMatchObject(refused('lease_lost'));
    await decideTask(world.database, li, taskId, request(), minutes(12));
    expect(await world.database.review.count()).toBe(1);
  });

  test('is renewed by its session', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    await openTask(world.database, wang, taskId, now);
    await renewLease(world.database, wang, taskId, minutes(9));
    await expect(openTask(world.database, li, taskId, minutes(15))).rejects.toMatchObject(refused('lease_lost'));
    await decideTask(world.database, wang, taskId, request(), minutes(18));
  });

  test('that has expired does not allow a decision, though nobody took the task', async () => {
    const wang = await world.person('wang');
    await openTask(world.database, wang, taskId, now);
    await expect(decideTask(world.database, wang, taskId, request(), minutes(10))).rejects.toMatchObject(
      refused('lease_lost'),
    );
  });

  test('moves with its person to another session', async () => {
    const wang = await world.person('wang');
    const elsewhere = await world.again(wang);
    await openTask(world.database, wang, taskId, now);
    await openTask(world.database, elsewhere, taskId, now);
    await expect(decideTask(world.database, wang, taskId, request(), now)).rejects.toMatchObject(refused('lease_lost'));
    await decideTask(world.database, elsewhere, taskId, request(), now);
  });

  test('is given back', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    await openTask(world.database, wang, taskId, now);
    await releaseLease(world.database, li, taskId);
    await expect(openTask(world.database, li, taskId, now)).rejects.toMatchObject(refused('lease_lost'));
    await releaseLease(world.database, wang, taskId);
    await openTask(world.database, li, taskId, now);
  });

  test('beyond the third of one session lets the oldest go', async () => {
    const judged = await world.judge([{ probability: 0.8 }, { probability: 0.7 }, { probability: 0.6 }]);
    const wang = await world.person('wang');
    const ids = [taskId, ...(await Promise.all(judged.map(async (each) => (await world.taskOf(each)).id)))];
    for (const [index, id] of ids.entries()) await openTask(world.database, wang, id, minutes(index));
    const held = await world.database.reviewTask.findMany({
      where: { leaseUserId: wang.person.id },
      select: { id: true },
    });
    expect(held.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
  });
});

describe('one decision on near-duplicates', () => {
  const words = '长期收一级建造师证书，市政机电均可，转注册，三年一付，不用到岗，不影响现单位上班，注册成功当天付清。';
  let copies: string[];
  let mine: string;
  beforeEach(async () => {
    const judged = await world.judge([
      { probability: 0.95, title: '收一建', text: words },
      { probability: 0.94, title: '收一建', text: `${words}急` },
      { probability: 0.93, title: '收一建', text: `${words}速` },
      {
        probability: 0.92,
        title: '项目经理',
        text: '负责项目现场的进度质量和安全，组织图纸会审，编制施工方案，双休五险一金。',
      },
    ]);
    const ids = await Promise.all(judged.map(async (each) => (await world.taskOf(each)).id));
    [mine = '', ...copies] = ids;
  });

  test('is taken on those that are alike, free and at the same stage, each for itself', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    const [copy = '', leased = '', different = ''] = copies;
    await openTask(world.database, li, leased, now);
    const sent = request({ alike: [copy, leased, different, 'unknown'] });
    await openTask(world.database, wang, mine, now);
    const { reviewIds, left } = await decideTask(world.database, wang, mine, sent, now);
    expect(left).toEqual([leased, different, 'unknown']);
    const reviews = await world.database.review.findMany({ orderBy: { id: 'asc' } });
    expect(reviews.map(({ id }) => id)).toEqual(reviewIds);
    expect(reviews.map(({ bulkId }) => bulkId)).toEqual([sent.requestId, sent.requestId]);
    expect(await decideTask(world.database, wang, mine, sent, now)).toEqual({ reviewIds, left });
    // Each still needs another person.
    await expect(openTask(world.database, wang, copy, now)).rejects.toMatchObject(refused('same_person'));
    await decide(li, {}, now, copy);
    expect(await world.database.reviewTask.findUnique({ where: { id: copy } })).toMatchObject({ outcome: 'confirmed' });
    await world.verify();
  });

  test('is not taken on what the person decided on before', async () => {
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    const [copy = ''] = copies;
    await decide(wang, {}, now, copy);
    await decide(li, {}, now, mine);
    await openTask(world.database, await world.person('sun'), mine, now).then(({ taskId: id }) =>
      releaseLease(world.database, li, id),
    );
    const sun = await world.person('sun', 'supervisor');
    await openTask(world.database, sun, mine, minutes(11));
    const { left } = await decideTask(world.database, sun, mine, request({ alike: [copy] }), minutes(11));
    expect(left).toEqual([]);
    expect(await world.database.reviewTask.count({ where: { outcome: 'confirmed' } })).toBe(2);
  });
});
