import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { decideTask } from '../../../casework/reviews/decide.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { leaseNext, renewLease } from '../../../casework/reviews/lease-task.js';
import { now, openReviewWorld } from './review-world.js';

const reviewers = 50;
const advertisements = 300;

test('fifty reviewers at once lose no decision and never hold the same advertisement', {
  timeout: 300_000,
}, async () => {
  const world = await openReviewWorld();
  try {
    await world.judge(
      Array.from({ length: advertisements }, (_, index) => ({ probability: 0.5 + (index % 97) / 200 })),
    );
    const people = await Promise.all(Array.from({ length: reviewers }, (_, index) => world.person(`r${index}`)));
    const held = new Map<string, string>();
    let [decisions, most] = [0, 0];
    const work = async (decider: Decider): Promise<void> => {
      for (;;) {
        const lease = await leaseNext(world.database, decider, { order: 'probability' }, [], now);
        if (lease === undefined) return;
        const { taskId } = lease;
        expect(held.get(taskId), `${taskId} is open to two`).toBeUndefined();
        held.set(taskId, decider.id);
        most = Math.max(most, held.size);
        await renewLease(world.database, decider, taskId, now);
        // Before the decision ends the lease, not after: another may have it at once.
        const requestId = randomUUID();
        const sent = { categories: [], articles: [], note: '', alike: [], requestId };
        held.delete(taskId);
        await decideTask(
          world.database,
          decider,
          taskId,
          decisions % 3 === 0
            ? { ...sent, decision: 'dismissed', dismissal: 'other' }
            : { ...sent, decision: 'confirmed', dismissal: null },
          now,
        );
        decisions++;
      }
    };
    await Promise.all(people.map(work));
    // Nobody may have been the last to see a task; what is left waits for those who did not decide on it.
    await Promise.all(people.map(work));
    expect(most).toBeGreaterThan(1);
    const reviews = await world.database.review.findMany({ select: { postingVersionId: true, userId: true } });
    expect(reviews).toHaveLength(decisions);
    expect(new Set(reviews.map(({ postingVersionId, userId }) => `${postingVersionId} ${userId}`)).size).toBe(
      decisions,
    );
    expect(await world.database.reviewTask.count({ where: { stage: { in: ['first', 'second'] } } })).toBe(0);
    const confirmed = await world.database.reviewTask.findMany({ where: { outcome: 'confirmed' } });
    for (const { decidedByIds } of confirmed) expect(new Set(decidedByIds).size).toBe(2);
    await world.verify();
  } finally {
    await world.close();
  }
});
