import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirmCapture } from '../../casework/captures/confirm-capture.js';
import { orderCaptures } from '../../casework/captures/order-captures.js';
import { type NewReview, recordReview } from '../../casework/reviews/record-review.js';
import type { OpenSession } from '../../casework/users/open-session.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import type { Database } from '../../prisma/open-database.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { storePosting } from './judged-posting.js';

let database: Database;
let close: () => Promise<void>;
let versionId: string;
let postingId: string;
beforeEach(async () => {
  ({ db: database, close } = await createTestDatabase());
  ({ versionId, postingId } = await storePosting(database));
});
afterEach(() => close());

const now = new Date('2026-11-23T04:00:00Z');

/** A person who is logged in. */
async function person(username: string, role = 'reviewer', credentialNumber = `鄂-${username}`): Promise<OpenSession> {
  const user = await database.user.create({
    data: {
      organisationId: 'default',
      username,
      name: username,
      role,
      credentialNumber,
      email: `${username}@guazheng.invalid`,
    },
  });
  const session = await database.userSession.create({ data: { userId: user.id, origin: 'page', startedAt: now } });
  return { id: session.id, person: { id: user.id, name: username, credentialNumber, role } };
}

const hashOf = (value: object): string => {
  const json: JsonValue = JSON.parse(JSON.stringify(value));
  return createHash('sha256').update(canonicalJson(json)).digest('hex');
};
const entryOf = (subjectId: string) => database.ledgerEntry.findFirstOrThrow({ where: { subjectId } });

describe('a review', () => {
  const decide = (session: OpenSession, more: Partial<NewReview> = {}) =>
    recordReview(
      database,
      session,
      {
        ...{ postingVersionId: versionId, decision: 'confirmed', categories: ['credential_rental'] },
        ...{ articles: ['人力资源市场暂行条例 27'], note: '', ...more },
      },
      now,
    );

  test('is the first, and another person’s after a confirmation the second; the ledger has the hash of each', async () => {
    const first = await decide(await person('wang'));
    const second = await decide(await person('li'));
    expect([first.stage, second.stage]).toEqual(['first', 'second']);
    for (const review of [first, second])
      expect(await entryOf(review.id)).toMatchObject({ kind: 'review.recorded', subjectSha256: hashOf(review) });
  });

  test('is not by one person twice', async () => {
    const wang = await person('wang');
    await decide(wang);
    await expect(decide(wang)).rejects.toMatchObject({ name: 'RefusedError', code: 'same_person' });
    expect(await database.review.count()).toBe(1);
  });

  test('that confirms and names no category is of the verdict’s', async () => {
    await database.classifierRelease.create({ data: { id: 'release', blobSha256: '5'.repeat(64) } });
    await database.verdict.create({
      data: {
        ...{ postingVersionId: versionId, releaseId: 'release', band: 'flagged', probability: 0.9, reasons: [] },
        ...{ categories: ['false_job'], terms: {}, missing: [] },
      },
    });
    expect((await decide(await person('wang'), { categories: [] })).categories).toEqual(['false_job']);
    expect((await decide(await person('li'), { categories: [], decision: 'dismissed' })).categories).toEqual([]);
  });

  test('that dismisses closes the task, for a reason that is another one unless it is given', async () => {
    const { dismissal } = await decide(await person('wang'), { decision: 'dismissed' });
    expect(dismissal).toBe('other');
    await expect(decide(await person('li'))).rejects.toMatchObject({ name: 'RefusedError', code: 'task_closed' });
  });

  test.each(['operator', 'auditor', 'administrator'])('is not an %s’s', async (role) => {
    await expect(decide(await person('zhao', role))).rejects.toMatchObject({ code: 'role_insufficient' });
  });

  test('of two at once is one first and one second', async () => {
    const [wang, li] = [await person('wang'), await person('li')];
    const stages = (await Promise.all([decide(wang), decide(li)])).map(({ stage }) => stage);
    expect(stages.sort()).toEqual(['first', 'second']);
  });

  test('names a category that exists and a posting that is there', async () => {
    const wang = await person('wang');
    await expect(decide(wang, { categories: ['fraud'] })).rejects.toMatchObject({ code: 'category_unknown' });
    await expect(decide(wang, { postingVersionId: 'none' })).rejects.toMatchObject({ code: 'posting_unknown' });
  });
});

describe('a capture', () => {
  const order = (reason: 'flagged' | 'officer', by: OpenSession['person'] | null = null) =>
    database.$transaction((transaction) =>
      orderCaptures(
        transaction,
        [{ postingId, postingVersionId: versionId, reason, by, clueNumber: '', witness: null }],
        now,
      ),
    );

  async function captured(by?: OpenSession['person'] | null): Promise<string> {
    const { ids } = await order('officer', by === undefined ? (await person('sun')).person : by);
    const [orderId = ''] = ids;
    const sha256 = '4'.repeat(64);
    const capture = {
      ...{ id: `capture-${orderId}`, orderId, recordSha256: sha256, warcSha256: sha256, screenshotSha256: sha256 },
      ...{ pdfSha256: sha256, domSha256: sha256, bodySha256: sha256, finalUrl: 'https://jing.example/1.html' },
      ...{ status: 200, comparison: 'unchanged', capturedAt: now },
    };
    return (await database.fullCapture.create({ data: capture })).id;
  }
  const confirm = (session: OpenSession, fullCaptureId: string) =>
    confirmCapture(database, session, { fullCaptureId, note: '' }, now);

  test('is ordered by the system once for each version, and by officers as often as they want', async () => {
    expect((await order('flagged')).ids).toHaveLength(1);
    expect((await order('flagged')).ids).toHaveLength(0);
    expect((await order('officer')).ids).toHaveLength(1);
    expect((await order('officer')).ids).toHaveLength(1);
  });

  test('is evidence when two officers have confirmed it, each in the ledger', async () => {
    const id = await captured();
    const first = await confirm(await person('wang'), id);
    const second = await confirm(await person('li', 'supervisor'), id);
    expect([first.confirmed, second.confirmed]).toEqual([1, 2]);
    for (const { confirmation } of [first, second])
      expect(await entryOf(confirmation.id)).toMatchObject({
        ...{ kind: 'capture.confirmed', subjectSha256: hashOf(confirmation) },
      });
  });

  test('is not confirmed twice by one officer, nor under a second account of the same credential', async () => {
    const id = await captured();
    const wang = await person('wang');
    await confirm(wang, id);
    const again = { name: 'RefusedError', code: 'same_person' };
    await expect(confirm(wang, id)).rejects.toMatchObject(again);
    await expect(confirm(await person('wang2', 'reviewer', wang.person.credentialNumber), id)).rejects.toMatchObject(
      again,
    );
    const elsewhere = await database.userSession.create({
      data: { userId: wang.person.id, origin: 'page', startedAt: now },
    });
    await expect(confirm({ ...wang, id: elsewhere.id }, id)).rejects.toMatchObject(again);
  });

  test('is not confirmed by who has no credential, or another role', async () => {
    const id = await captured();
    await expect(confirm(await person('wang', 'reviewer', ''), id)).rejects.toMatchObject({
      code: 'credential_missing',
    });
    await expect(confirm(await person('li', 'operator'), id)).rejects.toMatchObject({ code: 'role_insufficient' });
    await expect(confirm(await person('zhao'), 'none')).rejects.toMatchObject({ code: 'capture_unknown' });
  });

  test('that the system took by itself stays a clue', async () => {
    const id = await captured(null);
    await expect(confirm(await person('wang'), id)).rejects.toMatchObject({ code: 'capture_not_officers' });
  });

  test('confirmed by one officer twice at once is confirmed once', async () => {
    const id = await captured();
    const wang = await person('wang');
    const results = await Promise.allSettled([confirm(wang, id), confirm(wang, id)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await database.captureConfirmation.count()).toBe(1);
  });
});
