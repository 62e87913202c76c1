import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathOfBlob } from '../../../evidence/blobs/blob-name.js';
import { scrub } from '../../../evidence/blobs/scrub.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { holdPosting } from '../../../evidence/retention/hold-posting.js';
import { releaseHold } from '../../../evidence/retention/release-hold.js';
import { listExpiredBlobs, retireBlobs } from '../../../evidence/retention/retire-blobs.js';
import { tellRetired } from '../../../evidence/retention/tell-retired.js';
import { openSnapshot } from '../../../prisma/snapshot.js';
import { sha256Of } from '../blob-store-contract.js';
import { now, openRetentionWorld, type RetentionWorld, yearsAgo } from './retention-world.js';

const stored = async ({ blobs }: RetentionWorld) => {
  const names = new Set<string>();
  for await (const sha256 of blobs.list()) names.add(sha256);
  return names;
};
const apply = ({ db, blobs, rules }: RetentionWorld, at = now) => retireBlobs(db, blobs, rules, at);
const nameOf = (content: string) => sha256Of(new TextEncoder().encode(content));

describe('whatever was captured, judged, reviewed and held', () => {
  const content = fc.integer({ min: 0, max: 9 }).map(String);
  const age = fc.constantFrom(0.5, 1.9, 2.1, 2.9, 3.1, 6);
  const posting = fc.record({
    ...{ years: age, seenYears: age, content, list: fc.option(fc.nat(2), { nil: undefined }) },
    bands: fc.constantFrom<readonly string[]>(
      ['clear'],
      ['clear'],
      ['clear', 'clear'],
      ['flagged', 'clear'],
      ['borderline'],
      [],
    ),
    because: fc.constantFrom('', '', '', 'reviewed', 'held', 'released', 'ordered', 'packaged'),
  });
  const page = fc.record({
    years: age,
    content,
    state: fc.constantFrom('done' as const, 'dead' as const, 'fetched' as const),
  });

  /** Past every term, whatever else comes up by chance. */
  const old = ['6', '7', '8', '9'].map((of) => ({ years: 6, content: of, state: 'done' }) as const);
  const lists = ['0', '1', '2'].map((of) => ({ years: 0.5, content: of, state: 'done' }) as const);

  test('retention deletes what is past its term and nothing else', async () => {
    let deletedInAll = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(posting, { maxLength: 6 }),
        fc.array(page, { minLength: 3, maxLength: 3 }),
        fc.array(page, { maxLength: 4 }),
        async (postings, lists, others) => {
          const world = await openRetentionWorld();
          try {
            const over = new Map<string, boolean>();
            const note = (of: string, isOver: boolean) =>
              over.set(nameOf(of), isOver && over.get(nameOf(of)) !== false);
            const ways = new Set<number>();
            const listIds: string[] = [];
            for (const list of lists) listIds.push((await world.capture({ ...list, kind: 'list' })).taskId);
            for (const { list, because, ...made } of postings) {
              const foundOnId = list === undefined ? null : (listIds[list] ?? null);
              const capture = await world.capture({ ...made, kind: 'detail', foundOnId });
              const { postingId, versionId } = await world.posting({ ...capture, ...made });
              await give(world, because, postingId, versionId);
              const isKept =
                !['', 'released'].includes(because) ||
                made.bands.length === 0 ||
                made.bands.some((band) => band !== 'clear');
              if (isKept && list !== undefined) ways.add(list);
              note(made.content, !isKept && Math.min(made.years, made.seenYears) > 3);
            }
            for (const [index, list] of lists.entries())
              note(list.content, list.years > 2 && list.state !== 'fetched' && !ways.has(index));
            for (const other of others) {
              await world.capture({ ...other, kind: 'detail' });
              note(other.content, other.years > 2 && other.state !== 'fetched');
            }
            const before = await stored(world);
            const expected = [...over].flatMap(([sha256, isOver]) => (isOver ? [sha256] : []));
            const listed = await listExpiredBlobs(world.db, world.rules, now);
            expect(await stored(world)).toEqual(before);
            const report = await apply(world);
            expect(report).toEqual(listed);
            const after = await stored(world);
            expect([...before].filter((sha256) => !after.has(sha256)).sort()).toEqual(expected.sort());
            const retired = await world.db.retiredBlob.findMany({ orderBy: { sha256: 'asc' } });
            expect(retired.map(({ sha256 }) => sha256)).toEqual(expected);
            deletedInAll += expected.length;
          } finally {
            await world.close();
          }
        },
      ),
      { numRuns: 8, examples: [[[], lists, old]] },
    );
    expect(deletedInAll).toBeGreaterThan(3);
  });

  async function give(world: RetentionWorld, because: string, postingId: string, versionId: string): Promise<void> {
    const { db } = world;
    if (because === 'reviewed') await world.review(versionId);
    if (because === 'held' || because === 'released') {
      const id = await holdPosting(db, { postingId, reason: '案件', heldBy: '甲' }, now);
      if (because === 'released') await releaseHold(db, id, '乙', now);
    }
    if (because === 'ordered')
      await db.fullCaptureOrder.create({
        data: { postingId, postingVersionId: versionId, reason: 'officer', createdAt: now },
      });
    if (because === 'packaged') {
      const { sha256 } = await world.blobs.put(new TextEncoder().encode(postingId));
      await db.evidencePackage.create({
        data: {
          ...{ id: postingId, postingId, number: 1, manifestSha256: '', fileSha256: sha256, bytes: 1n },
          ...{ standing: 'clue', exportedAt: now },
        },
      });
    }
  }
});

describe('retention', () => {
  let world: RetentionWorld;
  beforeEach(async () => {
    world = await openRetentionWorld();
  });
  afterEach(() => world.close());

  test('commits its rows and entry before it deletes: what a crash leaves is deleted by the next run', async () => {
    const { sha256 } = await world.capture({ kind: 'list', years: 3, content: 'a' });
    const other = await world.capture({ kind: 'list', years: 3, content: 'b' });
    const crashing = {
      ...world.blobs,
      delete: async () => {
        expect(await world.db.retiredBlob.count()).toBe(2);
        expect(await world.db.ledgerEntry.count({ where: { kind: 'blobs.retired' } })).toBe(1);
        throw new Error('killed');
      },
    };
    await expect(retireBlobs(world.db, crashing, world.rules, now)).rejects.toThrow('killed');
    expect(await world.blobs.has(sha256)).toBe(true);
    expect(await apply(world)).toMatchObject({ list_page: { blobs: 2, bytes: 2 } });
    expect(await world.blobs.has(sha256)).toBe(false);
    expect(await world.blobs.has(other.sha256)).toBe(false);
    const kinds = await world.db.ledgerEntry.findMany({ select: { kind: true }, orderBy: { sequence: 'asc' } });
    expect(kinds.map(({ kind }) => kind)).toEqual(['blobs.retired', 'blobs.deleted']);
    expect(await apply(world)).toMatchObject({ list_page: { blobs: 0 } });
  });

  test('after a crash spares what a row has come to name meanwhile', async () => {
    const { sha256 } = await world.capture({ kind: 'list', years: 3, content: 'a' });
    const crashing = { ...world.blobs, delete: () => Promise.reject(new Error('killed')) };
    await expect(retireBlobs(world.db, crashing, world.rules, now)).rejects.toThrow('killed');
    await world.capture({ kind: 'list', years: 0, content: 'a' });
    await apply(world);
    expect(await world.blobs.has(sha256)).toBe(true);
  });

  test('spares what was stored again within a day, because its row may not be committed yet', async () => {
    const { sha256 } = await world.capture({ kind: 'list', years: 3, content: 'a' });
    const file = join(world.folder, 'blobs', pathOfBlob(sha256));
    await utimes(file, now, new Date(now.getTime() - 3_600_000));
    await apply(world);
    expect(await world.blobs.has(sha256)).toBe(true);
  });

  test('deletes a second time what was stored again after it was retired, when that is past its term too', async () => {
    const { sha256 } = await world.capture({ kind: 'list', years: 3, content: 'a' });
    await apply(world);
    await world.capture({ kind: 'list', years: -0.5, content: 'a' });
    await apply(world, yearsAgo(-1));
    expect(await world.blobs.has(sha256)).toBe(true);
    const later = yearsAgo(-4);
    expect(await apply(world, later)).toMatchObject({ list_page: { blobs: 1 } });
    expect(await world.blobs.has(sha256)).toBe(false);
    expect(await apply(world, later)).toMatchObject({ list_page: { blobs: 0 } });
  });

  test('keeps the page that a younger answer «not modified» stands for', async () => {
    const { captureId, sha256 } = await world.capture({ kind: 'list', years: 5, content: 'full' });
    await world.capture({ kind: 'list', years: 1, content: '', notModifiedSince: captureId });
    await apply(world);
    expect(await world.blobs.has(sha256)).toBe(true);
  });

  test('is refused while a backup runs', async () => {
    const { sha256 } = await world.capture({ kind: 'list', years: 3, content: 'a' });
    const snapshot = await openSnapshot(world.url);
    await expect(apply(world)).rejects.toMatchObject({ code: 'backup_running' });
    await snapshot.end();
    await expect(apply(world)).rejects.toMatchObject({ code: 'backup_running' });
    await snapshot.close();
    expect(await world.blobs.has(sha256)).toBe(true);
    await apply(world);
    expect(await world.blobs.has(sha256)).toBe(false);
  });

  test('a blob that is gone by rule is told from one that was lost', async () => {
    const { sha256 } = await world.capture({ kind: 'list', years: 3, content: 'a' });
    await apply(world);
    const store = tellRetired(world.db, world.blobs);
    const retired = { code: 'blob_retired', message: expect.stringMatching(/2060-06-01.*list_page/) };
    await expect(store.get(sha256)).rejects.toMatchObject(retired);
    await expect(store.stream(sha256)[Symbol.asyncIterator]().next()).rejects.toMatchObject(retired);
    await expect(store.get(nameOf('never'))).rejects.toMatchObject({ code: 'blob_missing' });
    expect(await scrub(world.db, world.blobs)).toMatchObject({ missing: [], retired: 1 });
  });

  test('holds are entries of the ledger; one that is unknown or released is refused', async () => {
    const capture = await world.capture({ kind: 'detail', years: 5, content: 'a' });
    const { postingId } = await world.posting({ ...capture, bands: ['clear'], seenYears: 5 });
    const id = await holdPosting(world.db, { postingId, reason: '案件', heldBy: '甲' }, now);
    await expect(holdPosting(world.db, { postingId: 'none', reason: '', heldBy: '' }, now)).rejects.toMatchObject({
      code: 'posting_unknown',
    });
    await releaseHold(world.db, id, '乙', now);
    await expect(releaseHold(world.db, id, '乙', now)).rejects.toMatchObject({ code: 'hold_unknown' });
    const entries = await world.db.ledgerEntry.findMany({ where: { subjectId: id }, orderBy: { sequence: 'asc' } });
    expect(entries.map(({ kind }) => kind)).toEqual(['retention.held', 'retention.released']);
    expect((await verifyLedger(world.db)).firstBad?.sequence).not.toBe(1);
  });
});
