import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type TimestampTrust, verifyTimestamp } from '../../../evidence/verify/timestamp/verify-timestamp.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { askAuthority } from './stamp-with.js';

const run = promisify(execFile);
const content = new TextEncoder().encode('the bytes of a signature');
const running: TimestampAuthority[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((authority) => authority.close()));
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function start(options: Parameters<typeof startTimestampAuthority>[0] = {}): Promise<TimestampAuthority> {
  const authority = await startTimestampAuthority(options);
  running.push(authority);
  return authority;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-timestamp-'));
  folders.push(folder);
  return folder;
}

const trusting = (authority: TimestampAuthority, more: Partial<TimestampTrust> = {}): TimestampTrust => ({
  ...{ trustAnchors: [authority.caPem], certificates: [], revocation: [] },
  ...more,
});

describe('verifyTimestamp', () => {
  test.each([
    { keys: 'ec' as const, digest: 'sha256' as const },
    { keys: 'rsa' as const, digest: 'sha384' as const },
    { keys: 'ec' as const, digest: 'sha512' as const, intermediate: true },
  ])('finds what an authority gave valid, as openssl does: %o', async ({ digest, ...options }) => {
    const authority = await start(options);
    const response = await askAuthority(authority, content, { digest });
    const verdict = await verifyTimestamp(response, content, trusting(authority));
    expect(verdict).toMatchObject({ ok: true, isRevocationChecked: false, accuracyMilliseconds: 1000 });
    expect(Math.abs((verdict.at?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    const folder = await newFolder();
    await writeFile(join(folder, 'data'), content);
    await writeFile(join(folder, 'reply'), response);
    await writeFile(join(folder, 'ca'), authority.caPem);
    const words = ['ts', '-verify', '-data', 'data', '-in', 'reply', '-CAfile', 'ca'];
    await expect(run('openssl', words, { cwd: folder })).resolves.toBeDefined();
  });

  test('refuses one over something else', async () => {
    const authority = await start();
    const response = await askAuthority(authority, new TextEncoder().encode('another package'));
    expect(await verifyTimestamp(response, content, trusting(authority))).toMatchObject({
      ...{ ok: false, code: 'timestamp_other_content' },
    });
  });

  test('refuses one of an authority that nobody trusts, whatever certificates lie beside it', async () => {
    const [authority, other] = await Promise.all([start(), start({ name: 'Other' })]);
    const response = await askAuthority(authority, content);
    const trust = trusting(other, { certificates: authority.chainDer });
    expect(await verifyTimestamp(response, content, trust)).toMatchObject({ ok: false, code: 'timestamp_untrusted' });
  });

  test('cannot check one for a person who trusts nobody', async () => {
    const authority = await start();
    const verdict = await verifyTimestamp(
      await askAuthority(authority, content),
      content,
      trusting(authority, { trustAnchors: [] }),
    );
    expect(verdict).toMatchObject({ ok: null, code: 'trust_anchor_missing' });
  });

  test('refuses one whose certificate was not valid yet, or no longer, at its time', async () => {
    const thirtyYears = 30 * 365 * 86_400_000;
    for (const genTimeOffset of [thirtyYears, -thirtyYears]) {
      const authority = await start({ genTimeOffset });
      expect(await verifyTimestamp(await askAuthority(authority, content), content, trusting(authority))).toMatchObject(
        {
          ...{ ok: false, code: 'timestamp_certificate_expired' },
        },
      );
    }
  });

  test('needs an answer about revocation where the certificate names a place for one', async () => {
    const authority = await start({ crlDistributionPoint: true });
    const response = await askAuthority(authority, content);
    expect(await verifyTimestamp(response, content, trusting(authority))).toMatchObject({
      ...{ ok: null, code: 'timestamp_revocation_unknown' },
    });
    const revocation = [await authority.crlDer()];
    expect(await verifyTimestamp(response, content, trusting(authority, { revocation }))).toMatchObject({
      ...{ ok: true, isRevocationChecked: true },
    });
  });

  test('does not take a revocation list of another issuer for an answer', async () => {
    const [authority, other] = await Promise.all([start({ crlDistributionPoint: true }), start({ name: 'Test' })]);
    // The same name, another key.
    const revocation = [await other.crlDer()];
    expect(
      await verifyTimestamp(await askAuthority(authority, content), content, trusting(authority, { revocation })),
    ).toMatchObject({
      ...{ ok: null, code: 'timestamp_revocation_unknown' },
    });
  });

  test('refuses one whose certificate was revoked before, or later without a harmless reason', async () => {
    for (const at of [new Date(Date.now() - 86_400_000), new Date(Date.now() + 3_600_000)]) {
      const authority = await start();
      const response = await askAuthority(authority, content);
      const revocation = [await authority.revoke(at)];
      expect(await verifyTimestamp(response, content, trusting(authority, { revocation }))).toMatchObject({
        ...{ ok: false, code: 'timestamp_certificate_revoked' },
      });
    }
  });

  test('refuses one with another certificate in the place of its own', async () => {
    const [authority, other] = await Promise.all([start({ sendsChain: false }), start({ sendsChain: false })]);
    const response = await askAuthority(authority, content);
    const place = Buffer.from(response).indexOf(authority.tsaCertificateDer);
    expect(place).toBeGreaterThan(0);
    const swapped = Buffer.concat([
      response.subarray(0, place),
      other.tsaCertificateDer,
      response.subarray(place + authority.tsaCertificateDer.length),
    ]);
    // Lengths around it hold where both certificates are equally long; else it is no DER any more, which is refused as such.
    const { ok, code } = await verifyTimestamp(swapped, content, trusting(other));
    expect(ok).toBe(false);
    expect(['timestamp_certificate_swapped', 'timestamp_malformed']).toContain(code);
  });

  test('refuses one without its certificate, and takes it from beside', async () => {
    const authority = await start();
    const bare = await askAuthority(authority, content, { wantsCertificate: false });
    expect(await verifyTimestamp(bare, content, trusting(authority))).toMatchObject({
      ...{ ok: false, code: 'timestamp_certificate_swapped' },
    });
    const certificates = [authority.tsaCertificateDer];
    expect(await verifyTimestamp(bare, content, trusting(authority, { certificates }))).toMatchObject({ ok: true });
  });

  test('refuses every response in which any one bit was turned that is neither unsigned nor beside the point', async () => {
    const authority = await start({ sendsChain: false });
    const response = await askAuthority(authority, content);
    const certificate = Buffer.from(response).indexOf(authority.tsaCertificateDer);
    let accepted = 0;
    for (let at = 0; at < response.length; at += 3) {
      const flipped = Uint8Array.from(response);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const verdict = await verifyTimestamp(flipped, content, trusting(authority, { certificates: [] }));
      if (verdict.ok !== true) continue;
      accepted += 1;
      // The certificate is bound by its hash: none of its bytes may change.
      expect(at >= certificate && at < certificate + authority.tsaCertificateDer.length, `byte ${at}`).toBe(false);
    }
    expect(accepted).toBeLessThan(12);
  });

  test('says why where there is no timestamp in the response', async () => {
    const trust = { trustAnchors: [], certificates: [], revocation: [] };
    expect(await verifyTimestamp(new Uint8Array(), content, trust)).toMatchObject({ code: 'timestamp_malformed' });
    expect(await verifyTimestamp(Uint8Array.of(0x30, 0x80), content, trust)).toMatchObject({
      code: 'timestamp_malformed',
    });
    // PKIStatus 2: rejection.
    const rejected = Uint8Array.of(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02);
    expect(await verifyTimestamp(rejected, content, trust)).toMatchObject({ ok: false, code: 'timestamp_refused' });
  });
});
