import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decideTask } from '../../../casework/reviews/decide.js';
import { openTask } from '../../../casework/reviews/lease-task.js';
import { recordReview } from '../../../casework/reviews/record-review.js';
import { type JudgedPosting, now, openReviewWorld, type ReviewWorld } from './review-world.js';

let world: ReviewWorld;
beforeEach(async () => {
  world = await openReviewWorld();
});
afterEach(() => world.close());

const nothing: JudgedPosting = { postingId: '', versionId: '' };
async function judge(probability: number, more: Parameters<ReviewWorld['judge']>[0][number] | object = {}) {
  const [judged = nothing] = await world.judge([{ probability, ...more }]);
  return judged;
}

describe('a judged version', () => {
  test('waits with its probability as rank and its distance from doubt', async () => {
    const judged = await judge(0.75, { band: 'borderline' });
    expect(await world.taskOf(judged)).toMatchObject({
      ...{
        stage: 'first',
        band: 'borderline',
        rank: 0.75,
        certainty: 0.25,
        organisationId: 'default',
        platformId: 'jing',
      },
      ...{ enteredAt: now, decidedByIds: [], sampleId: null },
    });
  });

  test('that is clear does not wait', async () => {
    await judge(0.01, { band: 'clear' });
    expect(await world.database.reviewTask.count()).toBe(0);
  });

  test('closes the tasks of older versions that nobody has open or has decided on', async () => {
    const [free, leased, decided] = [await judge(0.9), await judge(0.9), await judge(0.9)];
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    await openTask(world.database, wang, (await world.taskOf(leased)).id, now);
    const task = await world.taskOf(decided);
    await openTask(world.database, li, task.id, now);
    const request = {
      decision: 'confirmed',
      categories: [],
      articles: [],
      dismissal: null,
      note: '',
      alike: [],
    } as const;
    await decideTask(world.database, li, task.id, { ...request, requestId: randomUUID() }, now);
    for (const { postingId } of [free, leased, decided]) await judge(0.8, { postingId });
    expect(await world.taskOf(free)).toMatchObject({ stage: 'closed', outcome: null, closedAt: now });
    expect(await world.taskOf(leased)).toMatchObject({ stage: 'first' });
    expect(await world.taskOf(decided)).toMatchObject({ stage: 'second' });
    expect(await world.database.reviewTask.count()).toBe(6);
  });

  test('that is clear leaves what was advertised before to be decided on', async () => {
    const older = await judge(0.9);
    await judge(0.01, { postingId: older.postingId, band: 'clear' });
    expect(await world.taskOf(older)).toMatchObject({ stage: 'first' });
    expect(await world.database.reviewTask.count()).toBe(1);
  });

  test('gets a new rank by another release while nobody has decided', async () => {
    const [open, decided] = [await judge(0.9), await judge(0.9)];
    const li = await world.person('li');
    const task = await world.taskOf(decided);
    await openTask(world.database, li, task.id, now);
    const request = {
      decision: 'confirmed',
      categories: [],
      articles: [],
      dismissal: null,
      note: '',
      alike: [],
    } as const;
    await decideTask(world.database, li, task.id, { ...request, requestId: randomUUID() }, now);
    for (const each of [open, decided]) await world.rejudge(each, 'r2', 0.6, 'borderline');
    expect(await world.taskOf(open)).toMatchObject({ rank: 0.6, band: 'borderline' });
    expect(await world.taskOf(decided)).toMatchObject({ rank: 0.9, band: 'flagged' });
    await world.rejudge(open, 'r3', 0.02, 'clear');
    expect(await world.taskOf(open)).toMatchObject({ stage: 'first', rank: 0.02, band: 'clear' });
  });

  test('that was decided on before it is entered stands where the decisions leave it', async () => {
    const [entered, unentered] = [await judge(0.01, { band: 'clear' }), await judge(0.01, { band: 'clear' })];
    const [wang, li] = [await world.person('wang'), await world.person('li')];
    const { database } = world;
    for (const { versionId } of [entered, unentered])
      await database.review.create({
        data: {
          ...{ postingVersionId: versionId, userId: wang.person.id, sessionId: wang.id, by: { ...wang.person } },
          ...{ stage: 'first', decision: 'confirmed', decidedAt: now },
        },
      });
    await world.rejudge(entered, 'r2', 0.9, 'flagged');
    expect(await world.taskOf(entered)).toMatchObject({ stage: 'second', decidedByIds: [wang.person.id] });
    const review = { decision: 'confirmed', categories: [], articles: [], note: '' } as const;
    const again = { ...review, postingVersionId: unentered.versionId };
    await expect(recordReview(database, wang, again, now)).rejects.toMatchObject({ code: 'same_person' });
    expect((await recordReview(database, li, again, now)).stage).toBe('second');
    expect(await world.taskOf(unentered)).toMatchObject({ stage: 'closed', outcome: 'confirmed' });
  });

  test('that is an older one does not wait when it is judged late', async () => {
    const older = await judge(0.01, { band: 'clear' });
    await judge(0.01, { postingId: older.postingId, band: 'clear' });
    await world.rejudge(older, 'r2', 0.9, 'flagged');
    expect(await world.database.reviewTask.count()).toBe(0);
  });
});
