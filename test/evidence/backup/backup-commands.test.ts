import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { readRelease } from '../../../classifier/release/read-release.js';
import { openKeys } from '../../../evidence/keys.js';
import { storePlatform } from '../../../queue/platforms.js';
import { registerRelease } from '../../../queue/register-release.js';
import { committedRelease } from '../../classifier/labelled-postings.js';
import { guazheng, lastLine, sentenceOf } from '../../cli/run-guazheng.js';
import { createEmptyDatabase } from '../../prisma/test-database.js';
import { smallPlatform } from '../../queue/crawl-world.js';
import { openWorld, type RecordWorld } from './backup-world.js';

let world: RecordWorld;
beforeEach(async () => {
  world = await openWorld();
  // A record whose ledger verifies: the release that judges, and a platform.
  await registerRelease(world.db, world.blobs, readRelease(committedRelease), new Date());
  await storePlatform(world.db, smallPlatform(), 'small.yaml', new Date());
});
afterEach(() => world.close());

test('backup and restore as commands: everything comes back, and what is wrong is one sentence', async () => {
  const target = join(world.folder, 'backup');
  const here = { DATABASE_URL: world.url, GUAZHENG_HOME: world.folder, GUAZHENG_KEYS: join(world.folder, 'own-keys') };
  const { signing } = await openKeys(here.GUAZHENG_KEYS);
  const without = await guazheng(['backup', target], { env: here });
  expect(without.code).toBe(2);
  expect(sentenceOf(without)).toContain('GUAZHENG_BACKUP_PASSPHRASE');

  const words = { GUAZHENG_BACKUP_PASSPHRASE: '正确 horse' };
  const made = await guazheng(['backup', target, '--json'], { env: { ...here, ...words } });
  expect(made).toMatchObject({ code: 0 });
  expect(lastLine(made.stdout)).toMatchObject({ blobs: 1, missing: [], corrupt: [], keys: 'sealed' });
  expect(made.stdout + made.stderr).not.toContain('horse');

  const { url, close } = await createEmptyDatabase();
  onTestFinished(close);
  const home = join(world.folder, 'machine');
  await mkdir(home);
  const there = { DATABASE_URL: url, GUAZHENG_HOME: home, GUAZHENG_KEYS: join(home, 'own-keys') };
  const wrong = await guazheng(['restore', target], { env: { ...there, GUAZHENG_BACKUP_PASSPHRASE: 'wrong' } });
  expect(wrong.code).toBe(2);
  expect(sentenceOf(wrong)).toContain('passphrase');
  const restored = await guazheng(['restore', target, '--json'], { env: { ...there, ...words } });
  expect(restored).toMatchObject({ code: 0 });
  expect(lastLine(restored.stdout)).toMatchObject({ restored: true, blobs: 1, keys: 1, ledger: { ok: true } });

  expect((await openKeys(there.GUAZHENG_KEYS)).signing.keyId).toBe(signing.keyId);

  const scrubbed = await guazheng(['evidence', 'scrub', '--json'], { env: there });
  expect(scrubbed).toMatchObject({ code: 0 });
  expect(lastLine(scrubbed.stdout)).toMatchObject({ intact: 1, corrupt: [], missing: [] });
  const expired = await guazheng(['evidence', 'retention'], { env: there });
  expect(expired).toMatchObject({ code: 0, stdout: expect.stringContaining('No blob is past its term.') });
});
