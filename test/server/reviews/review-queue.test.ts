import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleClear } from '../../../casework/reviews/sample-clear.js';
import { apiError } from '../../../contracts/api/error.js';
import {
  alikeTasks,
  articleList,
  type DecideRequest,
  decided,
  nextTask,
  ownReviews,
  type ReviewTask,
  reviewTask,
  type TaskList,
  taskList,
  waiting,
  withdrawn,
} from '../../../contracts/api/reviews.js';
import { tamper } from '../../evidence/ledger/evidence-rows.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';
import { seedQueue } from './review-seed.js';

let served: ServedDatabase;
let wang: LoggedIn;
let li: LoggedIn;
let stranger: LoggedIn;
beforeAll(async () => {
  served = await serveDatabase();
  await seedQueue(served.db, served.screenshotSha256);
  [wang, li, stranger] = [
    await served.logIn('reviewer', 'hubei'),
    await served.logIn('reviewer', 'hubei'),
    await served.logIn('supervisor', 'default'),
  ];
});
afterAll(() => served?.close());

async function take(who: LoggedIn, body: object = {}): Promise<ReviewTask> {
  const response = await who.send('POST', '/api/reviews/next', body);
  expect(response.status, await response.clone().text()).toBe(200);
  const { task } = nextTask.parse(await response.json());
  if (task === null) throw new Error('Nothing waits');
  return task;
}
const request = (more: Partial<DecideRequest> = {}): DecideRequest => ({
  ...{ decision: 'confirmed', requestId: randomUUID(), ...more },
});
const decide = (who: LoggedIn, id: string, sent: DecideRequest) =>
  who.send('POST', `/api/reviews/tasks/${id}/decide`, sent);
const codeOf = async (response: Response) => [response.status, apiError.parse(await response.json()).code];

describe('the review queue', () => {
  test('is paged by places that tell no probability', async () => {
    const titles: string[] = [];
    for (let after = ''; ; ) {
      const page: TaskList = taskList.parse(await (await wang.get(`/api/reviews/queue?limit=5${after}`)).json());
      expect(await (await wang.get('/api/reviews/waiting')).json()).toEqual({ first: 22, second: 0, ruling: 0 });
      titles.push(...page.tasks.map(({ id }) => id));
      if (page.next === null) break;
      expect(Buffer.from(page.next, 'base64url').toString()).toBe(JSON.stringify([page.tasks.at(-1)?.id]));
      after = `&after=${page.next}`;
    }
    expect(new Set(titles).size).toBe(22);
  });

  test('gives each person another one, which no one else can open, renew or decide on', async () => {
    const [mine, theirs] = await Promise.all([take(wang), take(li)]);
    expect(mine.id).not.toBe(theirs.id);
    for (const what of ['open', 'renew'])
      expect(await codeOf(await li.send('POST', `/api/reviews/tasks/${mine.id}/${what}`))).toEqual([409, 'lease_lost']);
    expect(await codeOf(await decide(li, mine.id, request()))).toEqual([409, 'lease_lost']);
    expect((await wang.send('POST', `/api/reviews/tasks/${mine.id}/renew`)).status).toBe(200);
    for (const [who, { id }] of [
      [wang, mine],
      [li, theirs],
    ] as const)
      expect((await who.send('POST', `/api/reviews/tasks/${id}/release`)).status).toBe(204);
  });

  test('tells neither band nor probability, and has nothing by which a sampled posting is known', async () => {
    await served.db.reviewTask.updateMany({ data: { enteredAt: new Date('2026-11-20T00:00:00Z') } });
    await sampleClear(served.db, 1, new Date());
    const sampled = await served.db.reviewTask.findFirstOrThrow({ where: { sampleId: { not: null } } });
    const opened = await Promise.all(
      [sampled.id, (await take(wang)).id].map(async (id) =>
        reviewTask.strict().parse(await (await wang.send('POST', `/api/reviews/tasks/${id}/open`)).json()),
      ),
    );
    const [clear, flagged] = opened;
    if (clear === undefined || flagged === undefined) throw new Error('Nothing was opened');
    expect(keysOf(clear)).toEqual(keysOf(flagged));
    expect(JSON.stringify(opened)).not.toMatch(/band|probability|rank|certainty|sample|clear|flagged|borderline/);
    expect([clear.proposed.categories, clear.posting.categories]).toEqual([
      ['credential_rental'],
      ['credential_rental'],
    ]);
    expect([clear.posting.side, flagged.posting.side]).toEqual([null, null]);
    const { tasks } = taskList.parse(await (await wang.get('/api/reviews/queue?limit=100')).json());
    // The day alone, by midnight in Shanghai.
    expect(new Set(tasks.map(({ enteredAt }) => enteredAt))).toEqual(new Set(['2026-11-19T16:00:00.000Z']));
    for (const { id } of opened) await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });

  test('takes a decision, gives the next one with it, and lets it be taken back', async () => {
    const { id, proposed } = await take(wang);
    expect(proposed.articles.length).toBeGreaterThan(0);
    const answer = decided.parse(
      await (await decide(wang, id, request({ note: '证据充分', next: { order: 'probability' } }))).json(),
    );
    expect(answer.reviews).toMatchObject([
      { taskId: id, stage: 'first', decision: 'confirmed', canWithdraw: true, note: '证据充分', ...proposed },
    ]);
    expect(answer.next?.task?.id).not.toBe(id);
    expect(answer.next?.waiting).toMatchObject({ second: 0 });
    expect(await codeOf(await wang.send('POST', `/api/reviews/tasks/${id}/open`))).toEqual([409, 'same_person']);
    const second = reviewTask.parse(await (await li.send('POST', `/api/reviews/tasks/${id}/open`)).json());
    expect(second).toMatchObject({ stage: 'second', reviews: [{ canWithdraw: false, decision: 'confirmed' }] });
    await li.send('POST', `/api/reviews/tasks/${id}/release`);
    const own = ownReviews.parse(await (await wang.get('/api/reviews/mine')).json());
    expect(own).toMatchObject({ today: 1, reviews: [{ taskId: id }] });
    const reviewId = answer.reviews[0]?.id ?? '';
    expect(await codeOf(await li.send('POST', `/api/reviews/${reviewId}/withdraw`))).toEqual([404, 'review_unknown']);
    const back = withdrawn.parse(await (await wang.send('POST', `/api/reviews/${reviewId}/withdraw`)).json());
    expect(back).toMatchObject({ left: [], task: { id, stage: 'first' } });
    expect(back.reviews[0]?.withdrawnAt).not.toBeNull();
    expect(ownReviews.parse(await (await wang.get('/api/reviews/mine')).json()).today).toBe(0);
    await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });

  test('counts what waits anew after a decision, and after one is taken back', async () => {
    const first = async () => waiting.parse(await (await wang.get('/api/reviews/waiting')).json()).first;
    const { id } = await take(wang);
    const before = await first();
    const { reviews } = decided.parse(await (await decide(wang, id, request())).json());
    expect(await first()).toBe(before - 1);
    expect((await wang.send('POST', `/api/reviews/${reviews[0]?.id}/withdraw`)).status).toBe(200);
    expect(await first()).toBe(before);
    await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });

  test('pages by campaign as by probability, each task once', async () => {
    const read = async (query: string) => {
      const ids: string[] = [];
      for (let after = ''; ; ) {
        const page = taskList.parse(await (await wang.get(`/api/reviews/queue?limit=4${query}${after}`)).json());
        ids.push(...page.tasks.map(({ id }) => id));
        if (page.next === null) return ids;
        after = `&after=${page.next}`;
      }
    };
    const [byRank, byCampaign] = [await read(''), await read('&order=campaign')];
    expect(new Set(byRank).size).toBe(byRank.length);
    expect([...byCampaign].sort()).toEqual([...byRank].sort());
  });

  test('shows the same campaign in the list and on a task that is opened', async () => {
    const { tasks } = taskList.parse(await (await wang.get('/api/reviews/queue?limit=2')).json());
    await served.db.campaign.create({ data: { id: 'twins' } });
    await served.db.posting.updateMany({
      where: { id: { in: tasks.map(({ postingId }) => postingId) } },
      data: { campaignId: 'twins' },
    });
    const campaign = { id: 'twins', waiting: 2 };
    const listed = taskList.parse(await (await wang.get('/api/reviews/queue?limit=2')).json());
    expect(listed.tasks).toMatchObject([{ campaign }, { campaign }]);
    const [id] = tasks.map((task) => task.id);
    const opened = await wang.send('POST', `/api/reviews/tasks/${id}/open`);
    expect(reviewTask.parse(await opened.json())).toMatchObject({ id, campaign });
    await served.db.posting.updateMany({ where: { campaignId: 'twins' }, data: { campaignId: null } });
    await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });

  test('says that a decision was saved and taken back, though what should follow cannot be read', async () => {
    const { id } = await take(wang);
    const task = await served.db.reviewTask.findUniqueOrThrow({
      where: { id },
      include: { postingVersion: true },
    });
    const { postingVersion, ...columns } = task;
    // First of all, and without a verdict.
    const postingVersionId = randomUUID();
    await served.db.postingVersion.create({ data: { ...postingVersion, id: postingVersionId, number: 900 } });
    await served.db.reviewTask.create({
      data: { ...columns, id: randomUUID(), postingVersionId, rank: 2, leaseUntil: null },
    });
    const answer = decided.parse(await (await decide(wang, id, request({ next: { order: 'probability' } }))).json());
    expect(answer.reviews).toMatchObject([{ taskId: id, decision: 'confirmed' }]);
    expect(answer.next).toMatchObject({ task: null, waiting: { first: expect.any(Number) } });
    await tamper(
      served.db,
      `DELETE FROM "ReviewTask" WHERE "rank" = 2; DELETE FROM "PostingVersion" WHERE "number" = 900`,
    );
    await tamper(served.db, `DELETE FROM "Verdict" WHERE "postingVersionId" = '${postingVersion.id}'`);
    const back = withdrawn.parse(
      await (await wang.send('POST', `/api/reviews/${answer.reviews[0]?.id}/withdraw`)).json(),
    );
    expect(back).toMatchObject({ reviews: [{ withdrawnAt: expect.any(String) }], task: null });
  });

  test('takes from a page what its person does alone', async () => {
    const { id } = await take(wang);
    const ask = (path: string, person: string, body?: unknown) =>
      fetch(served.url + path, {
        method: 'POST',
        headers: {
          ...wang.headers,
          'x-person': person,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const changed = [409, 'person_changed'];
    for (const what of ['open', 'renew'])
      expect(await codeOf(await ask(`/api/reviews/tasks/${id}/${what}`, li.userId))).toEqual(changed);
    expect(await codeOf(await ask('/api/reviews/next', li.userId, {}))).toEqual(changed);
    expect(await codeOf(await ask(`/api/reviews/tasks/${id}/decide`, li.userId, request()))).toEqual(changed);
    expect(await codeOf(await ask('/api/reviews/any/withdraw', li.userId))).toEqual(changed);
    expect(await served.db.review.count({ where: { postingVersion: { reviewTask: { id } }, withdrawal: null } })).toBe(
      0,
    );
    expect((await ask(`/api/reviews/tasks/${id}/renew`, wang.userId)).status).toBe(200);
    await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });

  test('shows near-duplicates with their differences, and takes one decision on them', async () => {
    const { tasks } = taskList.parse(await (await wang.get('/api/reviews/queue?limit=100')).json());
    const [some] = tasks.filter(({ title }) => title.startsWith('诚聘一级建造师'));
    const task = reviewTask.parse(await (await wang.send('POST', `/api/reviews/tasks/${some?.id}/open`)).json());
    const alike = alikeTasks.parse(await (await wang.get(`/api/reviews/tasks/${task.id}/alike`)).json());
    expect(alike.tasks).toHaveLength(task.alike);
    expect(task.alike).toBeGreaterThan(0);
    for (const { similarity, difference } of alike.tasks) {
      expect(similarity).toBeGreaterThanOrEqual(0.8);
      expect(
        difference
          .filter(({ kind }) => kind !== 'added')
          .map(({ text }) => text)
          .join(''),
      ).toBe(`${task.posting.title}\n${task.posting.text}`);
    }
    const ids = alike.tasks.map(({ id }) => id);
    const answer = decided.parse(
      await (
        await decide(wang, task.id, request({ decision: 'dismissed', dismissal: 'other', alike: [...ids, 'unknown'] }))
      ).json(),
    );
    expect(answer.reviews).toHaveLength(ids.length + 1);
    expect(answer.left).toMatchObject([{ id: 'unknown', why: expect.stringMatching(/\p{Script=Han}/u) }]);
    expect(new Set(answer.reviews.map(({ bulkId }) => bulkId)).size).toBe(1);
    const back = withdrawn.parse(
      await (await wang.send('POST', `/api/reviews/${answer.reviews[0]?.id}/withdraw?bulk=true`)).json(),
    );
    expect(back.reviews).toHaveLength(ids.length + 1);
    await wang.send('POST', `/api/reviews/tasks/${task.id}/release`);
  });

  test('has every citation that a decision may name', async () => {
    const { articles } = articleList.parse(await (await wang.get('/api/reviews/articles')).json());
    expect(articles.map(({ citation }) => citation)).toContain('《人力资源市场暂行条例》第二十七条');
    const { id } = await take(wang);
    expect(await codeOf(await decide(wang, id, request({ articles: ['《刑法》第一条'] })))).toEqual([
      422,
      'article_unknown',
    ]);
    expect(await codeOf(await decide(wang, id, request({ decision: 'dismissed' })))).toEqual([400, 'query_invalid']);
    await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });

  test('does not exist for another organisation', async () => {
    const { id } = await take(wang);
    const page = taskList.parse(await (await stranger.get('/api/reviews/queue')).json());
    expect(page).toEqual({ tasks: [], next: null });
    expect(await (await stranger.get('/api/reviews/waiting')).json()).toEqual({ first: 0, second: 0, ruling: 0 });
    for (const what of ['open', 'renew', 'release'])
      expect(await codeOf(await stranger.send('POST', `/api/reviews/tasks/${id}/${what}`))).toEqual([
        404,
        'task_unknown',
      ]);
    expect(await codeOf(await decide(stranger, id, request()))).toEqual([404, 'task_unknown']);
    expect(await codeOf(await stranger.get(`/api/reviews/tasks/${id}/alike`))).toEqual([404, 'task_unknown']);
    await wang.send('POST', `/api/reviews/tasks/${id}/release`);
  });
});

test('a server that is restarted in the middle of a review keeps the lease, and a decision sent again is taken once', async () => {
  const { id } = await take(wang);
  await served.stop();
  await served.start();
  const sent = request();
  const first = decided.parse(await (await decide(wang, id, sent)).json());
  await served.stop();
  await served.start();
  expect(decided.parse(await (await decide(wang, id, sent)).json())).toEqual(first);
  expect(await served.db.review.count({ where: { requestId: sent.requestId } })).toBe(1);
});

function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['terms', 'campaign'].includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, keysOf(inner)]),
  );
}
