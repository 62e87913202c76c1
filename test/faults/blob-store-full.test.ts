import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemCodeOf } from '../../contracts/errors.js';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, openFaultWorld } from './fault-world.js';
import { expectOneSentence } from './worker-process.js';

const isRoot = process.getuid?.() === 0;
if (!isRoot) {
  if (process.env.CI === 'true')
    throw new Error('A small disk is mounted by root alone; with CI=true the tests must be root');
  process.stderr.write('A small disk is mounted by root alone: the test of a full blob store is skipped.\n');
}

const times = isLong ? 5 : 1;
const postings = isLong ? 200 : 40;

let disk: string;
let world: FaultWorld;
beforeEach(async () => {
  if (!isRoot) return;
  disk = await mkdtemp(join(tmpdir(), 'guazheng-fault-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
  world = await openFaultWorld({ postings, blobs: join(disk, 'blobs') });
});
afterEach(async () => {
  if (!isRoot) return;
  await world.close();
  execFileSync('umount', [disk]);
  await rmdir(disk);
});

/** Takes what is free on the disk, to the last byte; gives the file that holds it. */
async function fill(): Promise<string> {
  const file = join(disk, 'filler');
  const handle = await open(file, 'w');
  try {
    for (let piece = 1 << 20; piece >= 1; piece = Math.floor(piece / 2)) {
      const bytes = Buffer.alloc(piece);
      try {
        for (;;) await handle.write(bytes);
      } catch (error) {
        if (systemCodeOf(error) !== 'ENOSPC') throw error;
      }
    }
  } finally {
    await handle.close();
  }
  return file;
}

describe.skipIf(!isRoot || !hasRedis())('a run whose blob store is full for a while', () => {
  test('stops with one sentence, and goes on when there is room again', async () => {
    const { site } = world;
    const crawlRunId = await world.addRun();
    const faults = Array.from({ length: times }, (_, index) =>
      site.hold(Math.ceil(((index + 1) * site.urls.length) / (times + 1))),
    );
    for (const [index, request] of faults.entries()) {
      const pair = [`first${index}`, `second${index}`].map((name) => world.startWorker(name));
      const { answer } = await request;
      const workers = await Promise.all(pair);
      const filler = await fill();
      answer();
      for (const worker of workers) {
        const end = await worker.ended;
        expectOneSentence(end);
        expect(end.stderr).toContain('is full; free some space, then start again.');
      }
      const left = await world.database.dueWork.findMany({ where: { state: 'due' } });
      // No page is to blame.
      expect(left.length).toBeGreaterThan(0);
      expect(left.filter(({ attempts, errorCode }) => attempts > 0 || errorCode !== null)).toEqual([]);
      await rm(filler);
    }
    await Promise.all(['third', 'fourth'].map((name) => world.startWorker(name)));
    await world.finished(crawlRunId);
    const { due, done } = await world.expectWhole(`blob store full ${times} times`);
    expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
    await world.expectEverythingRead();
  }, 600_000);
});
