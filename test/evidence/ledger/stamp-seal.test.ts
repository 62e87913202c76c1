import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headBytes, readHeadFiles, writeHeadFile, writeHeadTimestamp } from '../../../evidence/ledger/head-files.js';
import { sealLedger } from '../../../evidence/ledger/seal-ledger.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { requestTimestamp } from '../../../evidence/timestamps/request-timestamp.js';
import { openDatabase } from '../../../prisma/open-database.js';
import { addDueWork } from '../../../queue/due-work.js';
import type { QueuedJob } from '../../../queue/engine.js';
import type { StepContext } from '../../../queue/steps/step.js';
import { type CrawlWorld, openCrawlWorld, run } from '../../queue/crawl-world.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { append } from './evidence-rows.js';

let world: CrawlWorld;
let first: TimestampAuthority;
let second: TimestampAuthority;
beforeEach(async () => {
  [world, first, second] = await Promise.all([openCrawlWorld(), startTimestampAuthority(), startTimestampAuthority()]);
});
afterEach(async () => {
  await Promise.all([world.close(), first.close(), second.close()]);
});

const foldersOf = () => join(world.folder, 'ledger-heads');
function worker(holder = 'w'): StepContext & { ahead: number } {
  const timestampAuthorities = [first.url, second.url];
  return Object.assign(world.worker(holder), { timestampAuthorities, ledgerHeadsFolder: foldersOf() });
}
/** Seals, and makes the seal's timestamps due with it. */
async function seal(): Promise<QueuedJob[]> {
  const jobs: QueuedJob[] = [];
  await sealLedger(world.database, new Date(), async (transaction, { id }) => {
    jobs.push(
      ...(await addDueWork(transaction, [{ step: 'stamp_seal', subjectId: id, crawlRunId: null }], new Date())),
    );
  });
  return jobs;
}
const verify = async () => verifyLedger(world.database, { heads: await readHeadFiles(foldersOf()) });
const stamps = () => world.database.ledgerTimestamp.findMany({ orderBy: { authority: 'asc' } });

describe('sealing', () => {
  test('of an empty ledger makes nothing, of one that has not grown nothing new', async () => {
    expect(await sealLedger(world.database, new Date())).toMatchObject({ isNew: true });
    expect(await sealLedger(world.database, new Date())).toMatchObject({ isNew: false });
    await append(world.database, 2);
    const sealing = await sealLedger(world.database, new Date());
    const newest = await world.database.ledgerEntry.findFirst({ orderBy: { sequence: 'desc' } });
    expect(sealing).toMatchObject({
      isNew: true,
      seal: { head: { size: Number(newest?.sequence), hash: newest?.hash } },
    });
    await world.database.$transaction(async (transaction) => {
      await transaction.$executeRaw`SET LOCAL session_replication_role = replica`;
      await transaction.$executeRaw`DELETE FROM "LedgerSeal"`;
      await transaction.$executeRaw`DELETE FROM "LedgerEntry"`;
    });
    expect(await sealLedger(world.database, new Date())).toBeUndefined();
  });

  test('by several at once makes one seal and one piece of work', async () => {
    await append(world.database, 50);
    const other = openDatabase(world.databaseUrl);
    try {
      const made: string[] = [];
      const sealings = await Promise.all(
        [world.database, other, world.database, other, other].map((database) =>
          sealLedger(database, new Date(), async (_, { id }) => void made.push(id)),
        ),
      );
      expect(sealings.filter((sealing) => sealing?.isNew)).toHaveLength(1);
      expect(new Set(sealings.map((sealing) => sealing?.seal.id))).toEqual(new Set(made));
      expect(await world.database.ledgerSeal.count()).toBe(1);
    } finally {
      await other.close();
    }
  });

  test('goes without its work when that fails', async () => {
    await append(world.database, 2);
    const failing = sealLedger(world.database, new Date(), async () => {
      throw new Error('no work');
    });
    await expect(failing).rejects.toThrow('no work');
    expect(await world.database.ledgerSeal.count()).toBe(0);
  });

  test('of a ledger with a gap is refused', async () => {
    await append(world.database, 5);
    await world.database.$transaction(async (transaction) => {
      await transaction.$executeRaw`SET LOCAL session_replication_role = replica`;
      await transaction.$executeRaw`DELETE FROM "LedgerEntry" WHERE "sequence" = 3`;
    });
    await expect(sealLedger(world.database, new Date())).rejects.toMatchObject({ code: 'ledger_broken' });
  });

  test('is not called for by the receipt of its own timestamps', async () => {
    const [job] = await seal();
    await run(worker(), job);
    expect(await stamps()).toHaveLength(2);
    expect(await seal()).toEqual([]);
  });
});

describe('the step stamp_seal', () => {
  test('keeps a timestamp of each authority in the record and in files', async () => {
    await append(world.database, 3);
    const [job] = await seal();
    expect(await run(worker(), job)).toEqual({ again: undefined, next: [] });
    const rows = await stamps();
    expect(rows.map(({ authority }) => authority)).toEqual([first.url, second.url].sort());
    const size = (await world.database.ledgerSeal.findFirstOrThrow()).size;
    expect((await readdir(foldersOf())).sort()).toEqual([`${size}.1.tsr`, `${size}.2.tsr`, `${size}.json`]);
    const [head] = await readHeadFiles(foldersOf());
    expect(String(await readFile(join(foldersOf(), `${size}.json`)))).toBe(
      `{"hash":"${head?.head.hash}","root":"${head?.head.root}","size":${size}}`,
    );
    expect(await verify()).toMatchObject({ ok: true, entries: Number(size) + 2 });
    expect(await world.database.dueWork.findFirst()).toMatchObject({ state: 'done' });
  });

  test('keeps what one authority gave while the other is away, and asks that one alone until it answers', async () => {
    const [job] = await seal();
    second.pause();
    const early = worker();
    const { again } = await run(early, job);
    expect(again?.getTime()).toBeGreaterThan(Date.now());
    expect(await stamps()).toMatchObject([{ authority: first.url }]);
    expect(await verify()).toMatchObject({ ok: true });

    const waits: number[] = [];
    for (const days of [0.01, 1, 30]) {
      early.ahead = days * 86_400_000;
      const now = Date.now() + early.ahead;
      const { again: later } = await run(early, job);
      waits.push((later?.getTime() ?? 0) - now);
      expect(await world.database.dueWork.findFirst()).toMatchObject({ state: 'due', attempts: 0 });
    }
    // As long as the seal is old, up to an hour.
    expect(waits[0]).toBeGreaterThan(800_000);
    expect(waits[0]).toBeLessThan(3_600_000);
    expect(waits[2]).toBeLessThan(3_700_000);

    second.resume();
    early.ahead = 31 * 86_400_000;
    expect(await run(early, job)).toEqual({ again: undefined, next: [] });
    expect(await stamps()).toHaveLength(2);
    expect(first.requests()).toBe(1);
    expect(second.requests()).toBe(5);
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('keeps the head though no authority answers', async () => {
    const [job] = await seal();
    first.pause();
    second.pause();
    expect((await run(worker(), job)).again).toBeDefined();
    expect(await readHeadFiles(foldersOf())).toHaveLength(1);
    expect(await stamps()).toEqual([]);
  });

  test('run twice keeps one timestamp of each authority', async () => {
    const [job] = await seal();
    const runs = [worker('a'), worker('b')].map((one) => run(one, job));
    await Promise.all(runs);
    await run(worker('c'), job);
    expect(await stamps()).toHaveLength(2);
    expect(await world.database.ledgerEntry.count({ where: { kind: 'ledger.stamped' } })).toBe(2);
  });

  test('a response whose row was never committed stays beside the one that was', async () => {
    const [job] = await seal();
    // As a process killed between file and commit leaves it.
    const { size, headHash, rootHash } = await world.database.ledgerSeal.findFirstOrThrow();
    const head = { size: Number(size), hash: headHash, root: rootHash };
    const lost = await requestTimestamp(first.url, headBytes(head), { clock: { now: () => new Date() } });
    await writeHeadFile(foldersOf(), head);
    await writeHeadTimestamp(foldersOf(), head, lost.response);
    await run(worker(), job);
    expect((await readdir(foldersOf())).filter((name) => name.endsWith('.tsr'))).toHaveLength(3);
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('stops at a head file that says otherwise', async () => {
    const [job] = await seal();
    const { size } = await world.database.ledgerSeal.findFirstOrThrow();
    await run(worker(), job);
    const file = join(foldersOf(), `${size}.json`);
    await chmod(file, 0o600);
    await writeFile(file, 'something else');
    await world.database.dueWork.updateMany({ data: { state: 'due' } });
    expect((await run(worker(), job)).again).toBeUndefined();
    expect(await world.database.dueWork.findFirst()).toMatchObject({ state: 'dead', errorCode: 'ledger_forked' });
  });
});
