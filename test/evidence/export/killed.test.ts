import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withdrawReview } from '../../../casework/reviews/withdraw-review.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { readHeadFiles } from '../../../evidence/ledger/head-files.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { hashBytes } from '../../../evidence/package/hash-content.js';
import { isLong } from '../../faults/fault-world.js';
import { type EvidenceWorld, hasBrowser, openEvidenceWorld, verify } from '../negative/exported-package.js';
import { exportOnce } from './export-once.js';

/** Half a package is written; a whole one is in the blob store, and nothing names it; its row and entry are there, and no file. */
const gravest = ['after first write in out 1', 'before transaction 4', 'after transaction 4'];
const program = fileURLToPath(new URL('programs/export-killed-at.ts', import.meta.url));

describe.skipIf(!hasBrowser)('an export', () => {
  let evidence: EvidenceWorld;
  let out: string;
  beforeAll(async () => {
    evidence = await openEvidenceWorld();
    out = join(evidence.world.folder, 'out');
    await mkdir(out);
  });
  afterAll(() => evidence?.close());

  const settings = () => ({
    ...{ folder: evidence.world.folder, postingId: evidence.postingId, file: join(out, 'package.wacz') },
    timestampAuthorities: [evidence.authority.url],
  });
  /** Runs the program to its end, or until it kills itself at the step. */
  async function exportUntil(...step: string[]): Promise<{ signal: unknown; stdout: string }> {
    const words = ['--import', 'tsx', program, JSON.stringify({ ...settings(), url: evidence.world.databaseUrl })];
    const child = spawn(process.execPath, [...words, ...step], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [stdout, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return { signal, stdout };
  }
  async function resultOf(file: string): Promise<string> {
    const report = await verify(await readFile(file), { trustAnchors: [evidence.authority.caPem] });
    return `${report.result} ${report.reason}`.trim();
  }

  /** Whole, and in the record: the next package names it as one before it. */
  async function expectKnown(file: string, step: string): Promise<void> {
    expect(await resultOf(file), step).toBe('valid');
    const fileSha256 = hashBytes(await readFile(file)).sha256;
    expect(await evidence.world.database.evidencePackage.count({ where: { fileSha256 } }), step).toBe(1);
  }

  test('that a decision of its package is taken back during comes to nothing, and the next one is without it', async () => {
    const { database, blobs } = evidence.world;
    const decider = { ...evidence.sessions[1], jurisdiction: ['default'] };
    const { id } = await database.review.findFirstOrThrow({ where: { userId: decider.person.id } });
    const withdraw = () => withdrawReview(database, decider, id, false, new Date());
    const overtaken: BlobStore = Object.assign(Object.create(blobs), {
      put: async (content: Uint8Array | AsyncIterable<Uint8Array>) => {
        const stored = await blobs.put(content);
        await withdraw();
        return stored;
      },
    });
    await expect(exportOnce({ database, blobs: overtaken }, settings())).rejects.toMatchObject({
      ...{ name: 'RetriedError', code: 'export_conflict' },
    });
    expect([await database.evidencePackage.count(), await readdir(out)]).toEqual([0, []]);
    await exportOnce(evidence.world, settings());
    expect(await resultOf(join(out, 'package.wacz'))).toBe('valid');
    const left = { ...evidence.sessions[0], jurisdiction: ['default'] };
    const { id: kept } = await database.review.findFirstOrThrow({ where: { userId: left.person.id } });
    await expect(withdrawReview(database, left, kept, false, new Date())).rejects.toMatchObject({
      code: 'review_exported',
    });
  });

  test(`that is killed at ${isLong ? 'any' : 'the gravest'} of the steps that store leaves no half package and a ledger that holds, and the next one is valid`, async () => {
    const { database, blobs, folder } = evidence.world;
    const steps = isLong ? JSON.parse((await exportUntil()).stdout) : gravest;
    expect(steps).toEqual(expect.arrayContaining(gravest));
    for (const step of steps) {
      await rm(out, { recursive: true });
      await mkdir(out);
      expect(await exportUntil(step), step).toMatchObject({ signal: 'SIGKILL' });
      const left = await readdir(out);
      expect(left.filter((name) => name !== 'package.wacz' && !name.endsWith('.partial'))).toEqual([]);
      const isNamed = left.includes('package.wacz');
      if (isNamed) await expectKnown(join(out, 'package.wacz'), step);
      const heads = await readHeadFiles(join(folder, 'heads'));
      expect(await verifyLedger(database, { blobs, heads }), step).toMatchObject({ ok: true });
      for (const { fileSha256 } of await database.evidencePackage.findMany())
        expect(await blobs.has(fileSha256), step).toBe(true);

      const file = join(out, isNamed ? 'again.wacz' : 'package.wacz');
      const before = await database.evidencePackage.count();
      expect(await exportOnce(evidence.world, { ...settings(), file }), step).toMatchObject({ number: before + 1 });
      expect(await resultOf(file), step).toBe('valid');
    }
    if (isLong) process.stderr.write(`exports killed: ${steps.length}\n`);
  });
});
