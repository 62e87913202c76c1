import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelsFromReviews } from '../../../casework/releases/labels-from-reviews.js';
import { labelCounts } from '../../../contracts/api/testing.js';
import { postingRow } from '../../../contracts/posting-row.js';
import { type Seeded, seedPostings } from '../seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';

let served: ServedDatabase;
let seeded: Seeded;
let supervisor: LoggedIn;

beforeAll(async () => {
  served = await serveDatabase();
  seeded = await seedPostings(served.db, served.screenshotSha256, served.body);
  supervisor = await served.logIn('supervisor', 'hubei');
  const sampleId = newId();
  await served.db.reviewSample.create({
    data: { id: sampleId, organisationId: 'hubei', day: '2026-11-23', population: 9, drawn: 1, drawnAt: new Date() },
  });
  await close(0, 'confirmed', null);
  await close(1, 'confirmed', null);
  await close(25, 'dismissed', 'genuine_employment');
  await close(26, 'dismissed', 'refuses_rental', sampleId);
  await close(27, 'dismissed', 'insufficient_grounds');
  await close(28, 'dismissed', 'other');
  // Decided, taken back, and open again.
  const withdrawn = await close(29, 'dismissed', 'genuine_employment');
  await served.db.reviewTask.updateMany({
    where: { postingVersionId: withdrawn },
    data: { stage: 'first', outcome: null, closedAt: null },
  });
});
afterAll(() => served?.close());

/** The task of a posting's first version, closed by one review. @returns the version's id */
async function close(
  index: number,
  outcome: 'confirmed' | 'dismissed',
  dismissal: string | null,
  sampleId: string | null = null,
): Promise<string> {
  const { db } = served;
  const postingId = seeded.ids[index] ?? '';
  const { platformId } = await db.posting.findUniqueOrThrow({ where: { id: postingId } });
  const { id: postingVersionId } = await db.postingVersion.findFirstOrThrow({ where: { postingId } });
  await db.review.create({
    data: {
      ...{ id: newId(), postingVersionId, userId: supervisor.userId, sessionId: supervisor.sessionId, by: {} },
      ...{ stage: 'first', decision: outcome, dismissal, decidedAt: new Date() },
    },
  });
  await db.reviewTask.create({
    data: {
      ...{ id: newId(), postingVersionId, postingId, platformId, organisationId: 'hubei', stage: 'closed' },
      ...{ band: 'flagged', rank: 0.5, certainty: 0, sampleId, outcome, enteredAt: new Date(), closedAt: new Date() },
    },
  });
  return postingVersionId;
}

describe('labels from reviews', () => {
  it('are closed decisions that say what a posting is, without contacts, as rows that training reads', async () => {
    const response = await supervisor.get('/api/testing/labels');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="labels-.*\.jsonl"$/);
    const text = await response.text();
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => postingRow.parse(JSON.parse(line)));
    expect(rows.map(({ label }) => label).sort()).toEqual(['genuine', 'genuine', 'rental', 'rental']);
    expect(rows.map(({ slice }) => slice).sort()).toEqual(['reviewed', 'reviewed', 'reviewed', 'sample']);
    expect(rows.find(({ slice }) => slice === 'sample')?.label).toBe('genuine');
    expect(text).not.toContain('guaz0000');
    expect(text).toContain('微信 xxxxxx');
    const counts = labelCounts.parse(await (await supervisor.get('/api/testing/label-counts')).json());
    expect(counts).toEqual({ rental: 2, genuine: 2, sample: 1, left: 2 });
  });

  it('of another organisation are not told', async () => {
    const other = await served.logIn('supervisor');
    expect(await (await other.get('/api/testing/labels')).text()).toBe('');
    const counts = labelCounts.parse(await (await other.get('/api/testing/label-counts')).json());
    expect(counts).toEqual({ rental: 0, genuine: 0, sample: 0, left: 0 });
    for (const role of ['reviewer', 'operator', 'auditor'] as const)
      expect((await (await served.logIn(role, 'hubei')).get('/api/testing/labels')).status).toBe(403);
  });

  it('of all organisations are what a release is trained on', async () => {
    const labels = [];
    for await (const label of labelsFromReviews(served.db, 'all', (row) => row)) labels.push(label);
    expect(labels).toHaveLength(4);
  });
});
