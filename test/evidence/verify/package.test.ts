import { describe, expect, test } from 'vitest';
import { packagePaths } from '../../../contracts/evidence-package.js';
import { verifyPackage } from '../../../evidence/verify/verify-package.js';
import { inMemory, makePackage, newKey, type PackageParts, sampleParts } from './package-fixture.js';

const verify = (bytes: Uint8Array) => verifyPackage(inMemory(bytes), { trustAnchors: [] });

async function reasonAfter(change: (parts: PackageParts) => void): Promise<string> {
  const parts = sampleParts();
  change(parts);
  const report = await verify(await makePackage(parts));
  expect(report.result).toBe('not valid');
  return report.reason.split(':')[0] ?? '';
}

describe('verifyPackage', () => {
  test('finds an untouched package without timestamps valid but untimestamped, and says each check', async () => {
    const report = await verify(await makePackage(sampleParts()));
    expect(report.checks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(report).toMatchObject({ result: 'valid but untimestamped', reason: '' });
    expect(report.checks.length).toBeGreaterThanOrEqual(15);
  });

  test('speaks Chinese when it is asked to', async () => {
    const options = { trustAnchors: [], language: 'zh' as const };
    const report = await verifyPackage(inMemory(await makePackage(sampleParts())), options);
    for (const { check, detail } of report.checks) {
      expect(check).toMatch(/\p{Script=Han}/u);
      expect(detail).not.toMatch(/\{\w+\}/);
    }
  });

  test('refuses a package in which any one bit of any member was turned', async () => {
    const parts = sampleParts();
    const good = await makePackage(parts);
    const places = membersOf(good);
    expect(places.length).toBeGreaterThan(12);
    for (const { path, offset, bytes } of places) {
      const flipped = Buffer.from(good);
      const at = offset + Math.floor(bytes / 2);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const report = await verify(flipped);
      expect(report.result, path).toBe('not valid');
      const named = report.checks.filter(({ ok }) => ok === false).map(({ detail }) => detail);
      expect(named.join('\n'), path).toContain(path);
    }
  });

  test('refuses a package in which any one bit outside the members was turned, but for the rights of its files', async () => {
    const good = await makePackage(sampleParts());
    const inside = (at: number) => membersOf(good).some(({ offset, bytes }) => at >= offset && at < offset + bytes);
    let refused = 0;
    for (let at = 0; at < good.length; at++) {
      if (inside(at)) continue;
      const flipped = Buffer.from(good);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const { result } = await verifyPackage(inMemory(flipped), { trustAnchors: [] });
      // Who may read a file once it is unpacked is nothing that a package says.
      if (result === 'not valid') refused += 1;
      else expect(isAttribute(good, at), `byte ${at}`).toBe(true);
    }
    expect(refused).toBeGreaterThan(500);
  }, 120_000);

  test.each<[string, (parts: PackageParts) => void]>([
    [
      'signer_unknown_to_ledger',
      (parts) => {
        parts.key = newKey();
      },
    ],
    [
      'ledger_record_unknown',
      (parts) => {
        parts.entries = parts.entries.filter(({ kind }) => kind !== 'evidence.captured');
      },
    ],
    [
      'ledger_record_unknown',
      (parts) => {
        parts.changeContents = (contents) =>
          contents.map((one) =>
            one.path === packagePaths.record && one.content instanceof Uint8Array
              ? { ...one, content: Buffer.from(Buffer.from(one.content).toString().replace('网页内容', '别的内容')) }
              : one,
          );
      },
    ],
    [
      'ledger_decision_unknown',
      (parts) => {
        parts.entries = parts.entries.filter(({ subjectId }) => subjectId !== 'review-2');
      },
    ],
    [
      'ledger_decision_unknown',
      (parts) => {
        parts.entries = parts.entries.filter(({ kind }) => kind !== 'package.ordered');
      },
    ],
    [
      'ledger_decision_unknown',
      (parts) => {
        const forged = parts.entries.find(({ kind }) => kind === 'verdict.given');
        if (forged) forged.subjectSha256 = '0'.repeat(64);
      },
    ],
    [
      'ledger_entry_changed',
      (parts) => {
        parts.changeExtract = ({ entries: [first] }) => {
          if (first) first.entry.at = '2026-02-01T01:00:00.000Z';
        };
      },
    ],
    [
      'ledger_not_included',
      (parts) => {
        parts.changeExtract = ({ entries: [first] }) => {
          first?.proof.reverse();
        };
      },
    ],
    [
      'ledger_head_mismatch',
      (parts) => {
        parts.changeExtract = ({ entries }) => {
          entries.pop();
        };
      },
    ],
    [
      'ledger_malformed',
      (parts) => {
        parts.changeExtract = ({ entries }) => {
          entries.unshift(...entries.splice(1, 1));
        };
      },
    ],
    [
      'ledger_fork',
      (parts) => {
        parts.changeExtract = ({ entries }) => {
          const [first] = entries;
          if (first) entries.unshift(first);
        };
      },
    ],
    [
      'ledger_seal_wrong',
      (parts) => {
        parts.changeExtract = ({ seals: [seal] }) => {
          if (seal) seal.head.root = 'ab'.repeat(32);
        };
      },
    ],
    [
      'package_series_gap',
      (parts) => {
        parts.facts.number = 2;
      },
    ],
    [
      'record_backdated',
      (parts) => {
        const entry = parts.entries.find(({ kind }) => kind === 'evidence.captured');
        if (entry) entry.at = '2026-03-01T01:49:00.000Z';
        for (const earlier of parts.entries)
          if (earlier.at > '2026-03-01T01:49') earlier.at = '2026-03-01T01:49:00.000Z';
      },
    ],
    [
      'record_mismatch',
      (parts) => {
        parts.record.page.startedAt = '2026-03-01T01:59:59.000Z';
      },
    ],
    [
      'record_files_mismatch',
      (parts) => {
        const zero = '0'.repeat(64);
        parts.record.files = [{ path: 'x.bin', bytes: 1, sha256: zero, sm3: zero, mediaType: '', what: '' }];
      },
    ],
    [
      'standing_unfounded',
      (parts) => {
        for (const confirmation of parts.decisions.confirmations) confirmation.sessionId = 'one-session';
      },
    ],
    [
      'standing_unfounded',
      (parts) => {
        const [first, second] = parts.decisions.confirmations;
        if (first && second) second.by = first.by;
      },
    ],
    [
      'warc_missing',
      (parts) => {
        parts.changeContents = (contents) => contents.filter(({ path }) => path !== packagePaths.warc);
      },
    ],
    ...[packagePaths.custody, packagePaths.posting, packagePaths.verdict, packagePaths.law, packagePaths.warc].map(
      (missing): [string, (parts: PackageParts) => void] => [
        'member_missing',
        (parts) => {
          parts.changeContents = (contents) => contents.filter(({ path }) => path !== missing);
        },
      ],
    ),
    [
      'decisions_malformed',
      (parts) => {
        parts.changeContents = (contents) => contents.filter(({ path }) => path !== packagePaths.posting);
      },
    ],
    [
      'manifest_malformed',
      (parts) => {
        parts.facts.timestampAuthorities = Array.from({ length: 21 }, (_, index) => `http://${index}.example/`);
        const nothing = { response: new Uint8Array(), certificates: [], revocation: [] };
        parts.stamp = async () => parts.facts.timestampAuthorities.map((authority) => ({ authority, ...nothing }));
      },
    ],
    [
      'decisions_malformed',
      (parts) => {
        // More than any document of ours has.
        parts.changeContents = (contents) =>
          contents.map((one) =>
            one.path === packagePaths.posting ? { ...one, content: Buffer.alloc((16 << 20) + 1, ' ') } : one,
          );
      },
    ],
  ])('refuses with %s what is signed but not true', async (code, change) => {
    const parts = sampleParts();
    change(parts);
    const report = await verify(await makePackage(parts));
    expect(report.result).toBe('not valid');
    expect(report.checks.flatMap((line) => (line.ok === false ? [line.code] : []))).toContain(code);
  });

  test('names the first failing check, in the order in which they are listed', async () => {
    const code = await reasonAfter((parts) => {
      parts.facts.number = 2;
    });
    expect(code).toBe('package_series_gap');
  });
});

/** Walks the local headers, which the strict reader has nothing to do with. */
function membersOf(zip: Buffer): { path: string; offset: number; bytes: number }[] {
  const members = [];
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const nameBytes = zip.readUInt16LE(at + 26);
    const bytes = zip.readUInt32LE(at + 22);
    const offset = at + 30 + nameBytes;
    members.push({ path: zip.toString('utf8', at + 30, offset), offset, bytes });
    at = offset + bytes;
  }
  return members;
}

function isAttribute(zip: Buffer, at: number): boolean {
  for (let entry = zip.readUInt32LE(zip.length - 6); zip.readUInt32LE(entry) === 0x02014b50; ) {
    if (at >= entry + 38 && at < entry + 42) return true;
    entry += 46 + zip.readUInt16LE(entry + 28) + zip.readUInt16LE(entry + 30);
  }
  return false;
}
