import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyPackage } from '../../../evidence/verify/verify-package.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { inMemory, makePackage, type PackageParts, recentParts, sampleParts } from './package-fixture.js';
import { stampWith } from './stamp-with.js';

const hour = 3_600_000;
let authority: TimestampAuthority;
/** Their clocks are that far behind: they stand for authorities that were asked then. */
let before: Readonly<Record<'49' | '47', TimestampAuthority>>;
beforeAll(async () => {
  authority = await startTimestampAuthority();
  before = {
    49: await startTimestampAuthority({ genTimeOffset: -49 * hour, name: 'Before' }),
    47: await startTimestampAuthority({ genTimeOffset: -47 * hour, name: 'Before' }),
  };
});
afterAll(async () => {
  for (const one of [authority, before?.[49], before?.[47]]) await one?.close();
});

/** Captured, judged and confirmed so many hours before the package is ordered and made. */
function capturedAgo(hours: number): PackageParts {
  const parts = recentParts();
  const earlier = <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value).replace(/"(20\d\d-[\d-]+T[\d:.]+Z)"/g, (_, time) =>
        JSON.stringify(new Date(Date.parse(time) - hours * hour).toISOString()),
      ),
    );
  parts.record = earlier(parts.record);
  parts.decisions = earlier(parts.decisions);
  parts.facts.capture = earlier(parts.facts.capture);
  parts.entries = parts.entries.map((entry) =>
    entry.kind === 'package.ordered' || entry.kind === 'key.introduced' ? entry : earlier(entry),
  );
  parts.facts.timestampAuthorities = [authority.url];
  parts.stamp = (signature) => stampWith(authority, signature);
  return parts;
}
async function check(parts: PackageParts, language: 'en' | 'zh' = 'en', trusted = true) {
  const trustAnchors = trusted ? [authority, before[49], before[47]].map(({ caPem }) => caPem) : [];
  const report = await verifyPackage(inMemory(await makePackage(parts)), { trustAnchors, language });
  const name = language === 'en' ? 'Since when an authority attests the capture' : '采集时间的第三方证明';
  return { ...report, line: report.checks.find((one) => one.check === name) };
}

describe('the time of a capture', () => {
  test('is attested since the first timestamped head with its entry, which the report says in both languages', async () => {
    const parts = capturedAgo(0);
    expect(await check(parts)).toMatchObject({
      ...{ result: 'valid' },
      line: { ok: true, detail: expect.stringMatching(/^Attested since 20\S+Z, 2\.0 hours after the capture ended/) },
    });
    expect((await check(parts, 'zh')).line?.detail).toMatch(
      /^自 北京时间 .+ 起有第三方证明，距采集结束（.+）2\.0 小时。$/,
    );
  });

  test('cannot be checked when nobody attested it within two days, however new the seal of the export is', async () => {
    const report = await check(capturedAgo(47));
    expect(report).toMatchObject({ result: 'cannot be checked', line: { ok: null, code: 'record_attested_late' } });
    expect(report.reason).toMatch(/^record_attested_late: .* attested by nobody before 20\S+Z, 49\.0 hours after/);
    expect((await check(capturedAgo(45))).result).toBe('valid');
    const old = await check(capturedAgo(6 * 365 * 24), 'zh');
    expect(old).toMatchObject({ result: 'cannot be checked', line: { ok: null, code: 'record_attested_late' } });
    expect(old.reason).toContain('之前没有任何第三方证明采集时间');
  });

  test('is not attested by a head from before its entry, nor by one that does not fit', async () => {
    const parts = capturedAgo(50);
    const late = { result: 'cannot be checked', line: { code: 'record_attested_late' } };
    const stampHeads = (first: TimestampAuthority): void => {
      let heads = 0;
      parts.stampHead = (head) => {
        heads += 1;
        return stampWith(heads % 2 === 1 ? first : authority, head);
      };
    };
    // The first sealed head has the entries up to the capture’s, which is the fifth, and one behind it.
    stampHeads(before[49]);
    expect(await check(parts)).toMatchObject({ result: 'valid', line: { ok: true } });
    parts.sealAt = [4];
    stampHeads(before[49]);
    expect(await check(parts)).toMatchObject(late);
    parts.sealAt = [5];
    stampHeads(before[49]);
    expect(await check(parts)).toMatchObject({ result: 'valid', line: { ok: true } });
    parts.changeExtract = ({ seals: [seal] }) => {
      if (seal) seal.consistency = [];
    };
    stampHeads(before[49]);
    const report = await check(parts);
    expect(report).toMatchObject({ result: 'not valid', line: undefined });
    expect(report.reason).toMatch(/^ledger_seal_wrong/);
  });

  test('is the earliest of several authorities’', async () => {
    const parts = capturedAgo(50);
    parts.stampHead = async (head) => [...(await stampWith(authority, head)), ...(await stampWith(before[47], head))];
    parts.sealAt = [5];
    const report = await check(parts);
    // The newest head is newer than the older authority says, which is refused: only the older head may have it.
    expect(report.result).toBe('not valid');
    let heads = 0;
    parts.stampHead = async (head) => {
      heads += 1;
      const isFirst = heads === 1;
      const own = await stampWith(authority, head);
      return isFirst ? [...own, ...(await stampWith(before[47], head))] : own;
    };
    expect((await check(parts)).line?.detail).toMatch(/ 5\.0 hours after/);
  });

  test('cannot be checked by a person who trusts no authority, for that reason', async () => {
    const report = await check(capturedAgo(0), 'en', false);
    expect(report).toMatchObject({ result: 'cannot be checked', line: { ok: null, code: 'trust_anchor_missing' } });
  });

  test('is attested by nobody where no authority was ever asked, which is said and leaves the package untimestamped', async () => {
    const report = await check(sampleParts());
    expect(report).toMatchObject({ result: 'valid but untimestamped', reason: '', line: { ok: true } });
    expect(report.line?.detail).toContain('Nobody outside attests');
    expect((await check(sampleParts(), 'zh')).line?.detail).toContain('没有第三方证明采集时间');
  });
});

test('a manifest that was dated more than a day before its timestamp is refused', async () => {
  for (const [hours, result] of [
    [25, 'not valid'],
    [23, 'valid'],
  ] as const) {
    const parts = capturedAgo(30);
    parts.facts.createdAt = new Date(Date.now() - hours * hour).toISOString();
    const report = await check(parts);
    expect(report.result, `${hours} hours`).toBe(result);
    if (result === 'not valid') expect(report.reason).toMatch(/^timestamp_after_manifest/);
  }
});

test('an extract with more timestamps than any has is refused before they are looked at', async () => {
  const parts = sampleParts();
  parts.changeExtract = ({ seals }) => {
    const [seal] = seals;
    const stamp = { authority: 'http://one.example/', response: '', certificates: [], revocation: [] };
    if (seal) seal.timestamps = Array.from({ length: 101 }, () => stamp);
  };
  expect((await check(parts)).reason).toMatch(/^ledger_malformed/);
});
