import { readRelease } from '../classifier/release/read-release.js';
import { messageOf } from '../contracts/errors.js';
import { findChromium } from '../crawler/fetch/chromium.js';
import { readGuardSettings } from '../crawler/fetch/guard-settings.js';
import { findBlobStore } from '../evidence/blobs/find-blob-store.js';
import { verifyLedger } from '../evidence/ledger/verify-ledger.js';
import { createBullmqEngine } from '../queue/bullmq/bullmq-engine.js';
import { openRecord } from './open-record.js';
import type { ExitCode } from './run-command.js';
import { readSettings, type Settings } from './settings.js';

interface Check {
  readonly name: string;
  /** Resolves to what was found; rejects with what to do. */
  run(): Promise<string>;
}

/** `guazheng doctor`: exit 1 when something is missing or wrong. */
export async function doctor(options: { json?: boolean }): Promise<ExitCode> {
  const settings = readSettings();
  const results: { check: string; ok: boolean; detail: string }[] = [];
  for (const check of checksOf(settings)) {
    const result = await check.run().then(
      (detail) => ({ check: check.name, ok: true, detail }),
      (error: unknown) => ({ check: check.name, ok: false, detail: messageOf(error) }),
    );
    results.push(result);
    if (options.json !== true)
      process.stdout.write(`${result.ok ? 'ok  ' : 'FAIL'} ${result.check}: ${result.detail}\n`);
  }
  const ok = results.every((result) => result.ok);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ok, checks: results })}\n`);
  return ok ? 0 : 1;
}

function checksOf(settings: Settings): Check[] {
  return [
    {
      name: 'address guard',
      async run() {
        const { allow, hosts } = readGuardSettings(process.env);
        const exceptions = [...allow, ...Object.entries(hosts).map(([host, target]) => `${host} → ${target}`)];
        return exceptions.length === 0 ? 'no exceptions' : `exceptions: ${exceptions.join(', ')}`;
      },
    },
    {
      name: 'classifier release',
      async run() {
        return readRelease(settings.releaseFile).id;
      },
    },
    {
      name: 'browser',
      async run() {
        const path = await findChromium(process.env);
        if (path === undefined)
          throw new Error(
            'Chromium is not installed; platforms that need a browser are left out (npm run setup says how to install it).',
          );
        return path;
      },
    },
    {
      name: 'database and ledger',
      async run() {
        const record = await openRecord(settings, () => undefined);
        try {
          const ledger = await verifyLedger(record.database);
          if (!ledger.ok)
            throw new Error(`The ledger is broken at entry ${ledger.firstBad?.sequence}: ${ledger.firstBad?.why}`);
          return `${record.kind}; ${ledger.entries} ledger entries verify`;
        } finally {
          await record.close();
        }
      },
    },
    {
      name: 'blob store',
      async run() {
        const place = await findBlobStore(settings.blobStore);
        await place.readMark();
        return place.name;
      },
    },
    {
      name: 'queue',
      async run() {
        if (settings.redisUrl === undefined) return 'embedded';
        const engine = await createBullmqEngine({ url: settings.redisUrl, prefix: settings.redisPrefix });
        await engine.close();
        return 'Redis';
      },
    },
  ];
}
