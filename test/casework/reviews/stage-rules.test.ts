import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideTask } from '../../../casework/reviews/decide.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { openTask } from '../../../casework/reviews/lease-task.js';
import { standingAfter } from '../../../casework/reviews/stage-rules.js';
import { withdrawReview } from '../../../casework/reviews/withdraw-review.js';
import { InputError, RefusedError } from '../../../contracts/errors.js';
import type { Decision, Stage } from '../../../contracts/review.js';
import { now, openReviewWorld } from './review-world.js';

const action = fc.record({
  who: fc.nat(4),
  what: fc.constantFrom<Decision | 'withdraw'>('confirmed', 'confirmed', 'dismissed', 'more_needed', 'withdraw'),
});

test('whoever does whatever, nothing is confirmed without two different people, and rows and stage agree', {
  timeout: 300_000,
}, async () => {
  const world = await openReviewWorld();
  const { database } = world;
  try {
    const people: Decider[] = [
      await world.person('wang', 'reviewer', { credentialNumber: '鄂A001' }),
      // The same officer under another account.
      await world.person('wang2', 'supervisor', { credentialNumber: '鄂A001' }),
      await world.person('li'),
      await world.person('zhao', 'supervisor'),
      await world.person('sun', 'operator'),
    ];
    const outcomes = new Set<string | null>();
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (actions) => {
        const [posting = { postingId: '', versionId: '' }] = await world.judge([{ probability: 0.9 }]);
        const { versionId: postingVersionId } = posting;
        const { id } = await world.taskOf(posting);
        for (const { who, what } of actions) {
          const decider = people[who];
          if (decider === undefined) continue;
          await act(decider, what, id, postingVersionId).catch((error: unknown) => {
            if (!(error instanceof RefusedError || error instanceof InputError)) throw error;
          });
        }
        const task = await database.reviewTask.findUniqueOrThrow({ where: { id } });
        const counting = await database.review.findMany({
          where: { postingVersionId, withdrawal: null },
          orderBy: { id: 'asc' },
        });
        const { stage, outcome, decidedByIds } = standingAfter(
          counting.map((review) => ({
            userId: review.userId,
            stage: review.stage as Stage,
            decision: review.decision as Decision,
          })),
        );
        expect([task.stage, task.outcome, task.decidedByIds]).toEqual([stage, outcome, decidedByIds]);
        const deciding = counting.filter(({ decision }) => decision !== 'more_needed');
        const officers = deciding.map(({ userId }) =>
          userId === people[1]?.person.id ? people[0]?.person.id : userId,
        );
        expect(new Set(officers).size).toBe(officers.length);
        expect(new Set(deciding.map(({ sessionId }) => sessionId)).size).toBe(deciding.length);
        if (task.outcome === 'confirmed')
          expect(deciding.filter(({ decision }) => decision === 'confirmed').length).toBeGreaterThanOrEqual(2);
        outcomes.add(task.outcome);
      }),
      { numRuns: 60 },
    );
    expect(outcomes).toEqual(new Set([null, 'confirmed', 'dismissed']));
    await world.verify();
  } finally {
    await world.close();
  }

  async function act(decider: Decider, what: Decision | 'withdraw', taskId: string, postingVersionId: string) {
    if (what === 'withdraw') {
      const newest = await database.review.findFirst({
        where: { postingVersionId, userId: decider.person.id },
        orderBy: { id: 'desc' },
      });
      if (newest !== null) await withdrawReview(database, decider, newest.id, false, now);
      return;
    }
    await openTask(database, decider, taskId, now);
    const dismissal = what === 'dismissed' ? ('other' as const) : null;
    const request = { decision: what, categories: [], articles: [], dismissal, note: '', alike: [] };
    await decideTask(database, decider, taskId, { ...request, requestId: randomUUID() }, now);
  }
});
