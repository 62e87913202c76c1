import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../../evidence/backup/backup-manifest.js';
import { createEmptyDatabase } from '../../prisma/test-database.js';
import { backUp, dump, openWorld, type RecordWorld, restoreInto } from './backup-world.js';
import { fillRecord } from './filled-record.js';

let world: RecordWorld;
let backup: string;
beforeAll(async () => {
  world = await openWorld();
  backup = join(world.folder, 'backup');
  await fillRecord(world.db, world.blobs);
});
afterAll(() => world.close());
const machine = () => join(world.folder, 'machine');
beforeEach(() => rm(machine(), { recursive: true, force: true }));

/** Runs the program until it kills itself. */
async function killedAt(what: 'backup' | 'restore', settings: { url: string; folder: string }, when: string) {
  const program = fileURLToPath(new URL('programs/killed-at.ts', import.meta.url));
  const words = ['--import', 'tsx', program, what, JSON.stringify({ ...settings, backup }), when];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

describe('a backup that is killed', () => {
  beforeEach(() => rm(backup, { recursive: true, force: true }));
  test.each(['Capture', '3 of'])('at «%s» is no backup, and the next one into that folder is', async (when) => {
    const made = () => world.db.ledgerEntry.count({ where: { kind: 'backup.made' } });
    const before = await made();
    await killedAt('backup', { url: world.url, folder: world.folder }, when);
    await expect(readManifest(backup)).rejects.toMatchObject({ code: 'no_backup' });
    expect(await made()).toBe(before);
    const manifest = await backUp(world, backup);
    expect((await readManifest(backup)).manifest).toEqual(manifest);
    const { url, close } = await createEmptyDatabase();
    onTestFinished(close);
    expect(await restoreInto(backup, url, machine())).toMatchObject({ restored: true, ledger: { ok: true } });
  });
});

describe('a restore that is killed', () => {
  let before: Awaited<ReturnType<typeof dump>>;
  beforeAll(async () => {
    await rm(backup, { recursive: true, force: true });
    before = await dump(world.url);
    await backUp(world, backup);
  });
  test.each(['2 of 14 blobs checked', '5 of 14 blobs restored', 'table Verdict'])(
    'at «%s» leaves an empty database, and the next one restores everything',
    async (when) => {
      const { url, close } = await createEmptyDatabase();
      onTestFinished(close);
      await mkdir(machine());
      await killedAt('restore', { url, folder: machine() }, when);
      expect((await dump(url)).rows.size).toBe(0);
      expect(await restoreInto(backup, url, machine())).toMatchObject({ restored: true, ledger: { ok: true } });
      const after = await dump(url);
      expect(after.definitions).toEqual(before.definitions);
      expect(after.rows.get('Verdict')).toEqual(before.rows.get('Verdict'));
      await expect(restoreInto(backup, url, machine())).rejects.toMatchObject({ code: 'database_not_empty' });
    },
  );
});
