import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DecisionRequest, decideTask } from '../../../casework/reviews/decide.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { openTask } from '../../../casework/reviews/lease-task.js';
import { withdrawReview } from '../../../casework/reviews/withdraw-review.js';
import { readCustodyLog } from '../../../evidence/export/custody-log.js';
import { loadEvidence } from '../../../evidence/export/load-evidence.js';
import { type JudgedPosting, minutes, now, openReviewWorld, type ReviewWorld, sha256 } from './review-world.js';

let world: ReviewWorld;
let posting: JudgedPosting;
let taskId: string;
let wang: Decider;
let li: Decider;
beforeEach(async () => {
  world = await openReviewWorld();
  [posting = { postingId: '', versionId: '' }] = await world.judge([{ probability: 0.9 }]);
  taskId = (await world.taskOf(posting)).id;
  [wang, li] = [await world.person('wang'), await world.person('li')];
});
afterEach(() => world.close());

async function decide(decider: Decider, more: Partial<DecisionRequest> = {}, id = taskId): Promise<string> {
  const request: DecisionRequest = {
    ...{ decision: 'confirmed', categories: [], articles: [], dismissal: null, note: '', alike: [] },
    requestId: randomUUID(),
    ...more,
  };
  await openTask(world.database, decider, id, now);
  const { reviewIds } = await decideTask(world.database, decider, id, request, now);
  return reviewIds[0] ?? '';
}
const withdraw = (decider: Decider, reviewId: string, isBulk = false) =>
  withdrawReview(world.database, decider, reviewId, isBulk, minutes(1));
const refused = (code: string) => ({ name: 'RefusedError', code });

describe('a withdrawal', () => {
  test('puts the task back to its stage, open to the same person, who may decide anew', async () => {
    const first = await decide(wang);
    expect(await withdraw(wang, first)).toEqual({ reviewIds: [first], left: [], taskId });
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'first', decidedByIds: [], leaseSessionId: wang.id });
    await decide(wang, { decision: 'dismissed', dismissal: 'other' });
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'closed', outcome: 'dismissed' });
    await world.verify();
  });

  test('of the second decision leaves the first', async () => {
    await decide(wang);
    const second = await decide(li);
    await withdraw(li, second);
    expect(await world.taskOf(posting)).toMatchObject({
      stage: 'second',
      outcome: null,
      decidedByIds: [wang.person.id],
    });
    await expect(decide(wang)).rejects.toMatchObject(refused('same_person'));
    await world.verify();
  });

  test('does not take the task from who has it open', async () => {
    const first = await decide(wang);
    await openTask(world.database, li, taskId, now);
    expect((await withdraw(wang, first)).taskId).toBeNull();
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'first', leaseSessionId: li.id });
  });

  test('is the person’s own alone, once, of the newest decision', async () => {
    const first = await decide(wang);
    await expect(withdraw(li, first)).rejects.toMatchObject({ code: 'review_unknown' });
    const second = await decide(li);
    await expect(withdraw(wang, first)).rejects.toMatchObject(refused('review_superseded'));
    await withdraw(li, second);
    await expect(withdraw(li, second)).rejects.toMatchObject(refused('review_withdrawn'));
    await withdraw(wang, first);
    expect(await world.taskOf(posting)).toMatchObject({ stage: 'first', decidedByIds: [] });
  });

  test('is refused once a package holds the decision', async () => {
    const first = await decide(wang);
    await world.database.evidencePackage.create({
      data: {
        ...{ id: 'package', postingId: posting.postingId, number: 1, manifestSha256: sha256('m'), bytes: 1n },
        ...{ fileSha256: sha256('f'), standing: 'clue', exportedAt: minutes(1) },
      },
    });
    await expect(withdraw(wang, first)).rejects.toMatchObject(refused('review_exported'));
  });

  test('leaves the decision in a package’s custody log alone', async () => {
    const order = await world.database.fullCaptureOrder.findFirstOrThrow();
    const hash = sha256('file');
    await world.database.fullCapture.create({
      data: {
        ...{
          id: 'full',
          orderId: order.id,
          recordSha256: hash,
          warcSha256: hash,
          screenshotSha256: hash,
          pdfSha256: hash,
        },
        ...{ domSha256: hash, bodySha256: hash, finalUrl: '', status: 200, comparison: 'unchanged', capturedAt: now },
      },
    });
    const kept = await decide(wang);
    const reviewId = await decide(li, { decision: 'dismissed', dismissal: 'other' });
    await withdraw(li, reviewId);
    const loaded = await loadEvidence(world.database, posting.postingId);
    expect(loaded.decisions.reviews.map(({ id }) => id)).toEqual([kept]);
    expect(loaded.withdrawn).toMatchObject([{ reviewId, by: { name: 'li' } }]);
    const subjects = [kept, reviewId, ...loaded.withdrawn.map(({ withdrawalId }) => withdrawalId)];
    const { log } = await readCustodyLog(world.database, subjects, loaded, { packageId: 'none', by: null });
    expect(log.map(({ by }) => by?.name)).toEqual(['wang', 'li', 'li']);
    expect(log.at(-1)?.act).toContain('撤回');
  });

  test('sent twice at once is one', async () => {
    const first = await decide(wang);
    const results = await Promise.allSettled([withdraw(wang, first), withdraw(wang, first)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await world.verify();
  });

  test('of a bulk takes back what nobody else has decided on', async () => {
    const text = '长期收一级建造师证书，市政机电均可，转注册，三年一付，不用到岗，不影响现单位上班。';
    const judged = await world.judge([0.8, 0.7, 0.6].map((probability) => ({ probability, title: '收证', text })));
    const [own = '', taken = '', free = ''] = await Promise.all(
      judged.map(async (each) => (await world.taskOf(each)).id),
    );
    const review = await decide(wang, { alike: [taken, free] }, own);
    await decide(li, {}, taken);
    const { reviewIds, left } = await withdraw(wang, review, true);
    expect(reviewIds).toHaveLength(2);
    expect(left).toHaveLength(1);
    const stages = await world.database.reviewTask.findMany({ where: { id: { in: [own, taken, free] } } });
    expect(new Map(stages.map(({ id, stage }) => [id, stage]))).toEqual(
      new Map([
        [own, 'first'],
        [taken, 'closed'],
        [free, 'first'],
      ]),
    );
    await world.verify();
  });
});
