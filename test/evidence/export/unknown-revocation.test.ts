import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guazheng, lastLine } from '../../cli/run-guazheng.js';
import { tamper } from '../ledger/evidence-rows.js';
import { codesOf, type EvidenceWorld, hasBrowser, openEvidenceWorld, verify } from '../negative/exported-package.js';
import { exportOnce } from './export-once.js';

describe.skipIf(!hasBrowser)('a package whose timestamps have no revocation list', () => {
  let evidence: EvidenceWorld;
  beforeAll(async () => {
    evidence = await openEvidenceWorld();
    for (const session of evidence.sessions) await evidence.confirm(session);
  });
  afterAll(() => evidence?.close());

  async function check(zip: Buffer, revocationLists: Uint8Array[] = []) {
    const report = await verify(zip, { trustAnchors: [evidence.authority.caPem], revocationLists });
    return { result: report.result, codes: codesOf(report) };
  }

  test('is said to be one that cannot be checked when it is exported, by which authority, and what to do', async () => {
    const { world, authority, postingId } = evidence;
    const file = join(world.folder, 'unknown.wacz');
    authority.pause('lists');
    const { code, stderr, stdout } = await guazheng(
      ['evidence', 'export', '--posting', postingId, '--out', file, '--json'],
      {
        env: {
          ...{ DATABASE_URL: world.databaseUrl, TSA_URLS: authority.url },
          ...{ BLOB_STORE: join(world.folder, 'blobs'), GUAZHENG_HOME: join(world.folder, 'home') },
        },
      },
    );
    authority.resume();
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ withoutRevocation: [authority.url] });
    const told = stderr.split('\n').filter((line) => line.includes('revocation'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(authority.url);
    expect(told[0]).toMatch(/«cannot be checked».*export it again/);
    const zip = await readFile(file);
    expect(await check(zip)).toEqual({ result: 'cannot be checked', codes: ['timestamp_revocation_unknown'] });
    expect(await check(zip, [await authority.crlDer()])).toEqual({ result: 'valid', codes: [] });
  });

  test('is said to be one too when the list was missing in the last moment alone', async () => {
    const { world, authority, postingId } = evidence;
    const { withoutRevocation } = await exportOnce(world, {
      ...{
        folder: world.folder,
        postingId,
        timestampAuthorities: [authority.url],
        file: join(world.folder, 'late.wacz'),
      },
      onStep: (what) => what.startsWith('writing') && authority.pause('lists'),
    });
    authority.resume();
    expect(withoutRevocation).toEqual([authority.url]);
  });

  test('is valid when it is exported again once the lists can be had, those of older heads of the ledger included', async () => {
    // As they are when no list could be had in the hour of the capture.
    await tamper(evidence.world.database, `UPDATE "LedgerTimestamp" SET "revocation" = '{}'`);
    const { zip, withoutRevocation } = await evidence.exported();
    expect(withoutRevocation).toEqual([]);
    expect(await check(zip)).toEqual({ result: 'valid', codes: [] });
  });
});
