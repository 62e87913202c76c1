import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleClear } from '../../../casework/reviews/sample-clear.js';
import { now, openReviewWorld, type ReviewWorld } from './review-world.js';

let world: ReviewWorld;
beforeEach(async () => {
  world = await openReviewWorld();
});
afterEach(() => world.close());

const clear = (count: number, platformId = 'jing') =>
  Array.from({ length: count }, () => ({ probability: 0.01, band: 'clear' as const, categories: [], platformId }));
const suspicious = [0.9, 0.8, 0.7, 0.6, 0.55].map((probability) => ({ probability }));

describe('the daily sample', () => {
  test('draws clear postings of each organisation once a day in Shanghai, however many workers there are', async () => {
    await world.judge([...suspicious, ...clear(20), ...clear(3, 'far')]);
    const drawn = await Promise.all([1, 2, 3].map(() => sampleClear(world.database, 5, now)));
    expect(drawn.reduce((sum, count) => sum + count)).toBe(8);
    expect(await world.database.reviewSample.findMany({ orderBy: { organisationId: 'asc' } })).toMatchObject([
      { organisationId: 'default', day: '2026-11-23', population: 20, drawn: 5 },
      { organisationId: 'other', day: '2026-11-23', population: 3, drawn: 3 },
    ]);
    // 15:59 UTC is one minute before midnight.
    expect(await sampleClear(world.database, 5, new Date('2026-11-23T15:59:00Z'))).toBe(0);
    expect(await sampleClear(world.database, 5, new Date('2026-11-23T16:00:00Z'))).toBe(5);
    expect(await world.database.reviewTask.count({ where: { sampleId: { not: null } } })).toBe(13);
    await world.verify();
  });

  test('takes rank and time beside what waits and shares neither, and its identifiers do not tell when it was drawn', async () => {
    await world.judge([...suspicious, ...clear(10)]);
    await sampleClear(world.database, 5, new Date('2026-11-25T00:00:00Z'));
    const tasks = await world.database.reviewTask.findMany({ where: { sampleId: { not: null } } });
    expect(tasks).toHaveLength(5);
    for (const { id, rank, enteredAt, band, stage } of tasks) {
      expect(rank).toBeGreaterThan(0.55);
      expect(rank).toBeLessThan(0.9);
      expect(Math.abs(enteredAt.getTime() - now.getTime())).toBeLessThanOrEqual(5 * 60_000);
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(enteredAt.getTime());
      expect([band, stage]).toEqual(['clear', 'first']);
    }
    const waiting = suspicious.map(({ probability }) => probability);
    expect(new Set([...waiting, ...tasks.map(({ rank }) => rank)]).size).toBe(10);
    expect(new Set([now.getTime(), ...tasks.map(({ enteredAt }) => enteredAt.getTime())]).size).toBe(6);
  });

  test('keeps to the day of what waits, and never to a time to come, however crowded that day is', async () => {
    // Three milliseconds of a new day in Shanghai, of which one is free.
    const midnight = Date.UTC(2026, 10, 24, 16);
    const judged = await world.judge([...suspicious, ...clear(1)]);
    for (const [index, { postingId }] of judged.entries())
      await world.database.reviewTask.updateMany({
        where: { postingId },
        data: { enteredAt: new Date(midnight + (index % 2) * 2) },
      });
    await sampleClear(world.database, 1, new Date(midnight + 2));
    const task = await world.database.reviewTask.findFirstOrThrow({ where: { sampleId: { not: null } } });
    expect(task.enteredAt.getTime()).toBe(midnight + 1);
  });

  test('stands beside the only rank that waits, and among none as suspicious ads do', async () => {
    await world.judge([{ probability: 0.6 }, ...clear(2), ...clear(2, 'far')]);
    await sampleClear(world.database, 2, now);
    const tasks = await world.database.reviewTask.findMany({ where: { sampleId: { not: null } } });
    for (const { organisationId, rank } of tasks) {
      expect(rank).toBeGreaterThan(organisationId === 'default' ? 0.598 : 0.5);
      expect(rank).toBeLessThan(organisationId === 'default' ? 0.6 : 1);
    }
    expect(tasks).toHaveLength(4);
  });

  test('leaves out what is removed, or in the queue in its newest version', async () => {
    const [removed] = await world.judge(clear(1));
    await world.database.posting.update({ where: { id: removed?.postingId ?? '' }, data: { state: 'removed' } });
    const [older] = await world.judge([{ probability: 0.9 }]);
    const [edited] = await world.judge([{ probability: 0.01, band: 'clear', postingId: older?.postingId ?? '' }]);
    expect(await sampleClear(world.database, 5, now)).toBe(1);
    const [drawn] = await world.database.reviewTask.findMany({ where: { sampleId: { not: null } } });
    expect(drawn?.postingVersionId).toBe(edited?.versionId);
    expect(await sampleClear(world.database, 5, new Date('2026-11-24T04:00:00Z'))).toBe(0);
  });

  test('draws each posting about as often as any other', async () => {
    await world.judge(clear(20));
    for (let day = 1; day <= 28; day++) {
      // What was drawn comes back, so that each day draws from all.
      await world.database.reviewTask.deleteMany();
      await sampleClear(world.database, 10, new Date(Date.UTC(2026, 0, day)));
      const drawn = await world.database.reviewTask.findMany({ select: { postingId: true } });
      for (const { postingId } of drawn) counts.set(postingId, (counts.get(postingId) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    // Mean 14, standard deviation 2.6: six of them.
    for (const count of counts.values()) expect(Math.abs(count - 14)).toBeLessThan(14);
  });
  const counts = new Map<string, number>();
});
