import {
  type LedgerEntryFields,
  type LedgerExtract,
  type PackageManifest,
  packagePaths,
} from '../../contracts/evidence-package.js';
import { fromBase64 } from './base64.js';
import { canonicalJson } from './canonical-json.js';
import type { Trust } from './check-timestamps.js';
import { Fault } from './fault.js';
import { isConsistent } from './merkle.js';
import type { Report } from './report.js';
import { mostAnswers, type TimestampVerdict, verifyTimestamp } from './timestamp/verify-timestamp.js';

/** An authority's time over a head of the ledger: by then all entries up to it were there. */
interface Attestation {
  /** Of the head, in entries. */
  readonly size: bigint;
  readonly at: Date;
  /** Why it could not be checked; absent where it holds. */
  readonly unknown?: TimestampVerdict;
}

/** How far the clocks of those who write to the ledger and of an authority may differ. */
const clockToleranceMilliseconds = 10 * 60_000;

/**
 * How long after its end a capture must be attested for its own time to count as attested. Heads are sealed and timestamped every hour; an
 * authority may be away for a night, and a deployment for a weekend's day. Whoever has key and database could write a capture's time
 * anywhere within this, and nowhere before.
 */
const latestAttestationMilliseconds = 48 * 3_600_000;

/** An extract has the first timestamped head after each capture and the newest; more would be made to keep a verifier busy. */
const mostTimestamps = 100;

/**
 * Older heads, each with its timestamps: the ledger has not been rewritten since, and was so long then.
 * @returns what the timestamps attest of heads that fit; nothing where one does not
 */
export async function checkSeals(
  extract: LedgerExtract,
  manifest: PackageManifest,
  trust: Trust,
  report: Report,
): Promise<readonly Attestation[]> {
  const timestamps = extract.seals.reduce((sum, seal) => sum + seal.timestamps.length, 0);
  if (timestamps > mostTimestamps || extract.seals.length > mostTimestamps)
    throw new Fault('ledger_malformed', { why: `${packagePaths.ledger} has more than ${mostTimestamps} seals` });
  if (!isOrderSealed(extract, manifest)) report.fail('ledger_seals', 'ledger_seal_missing');
  const attestations: Attestation[] = [];
  let isWrong = false;
  for (const { head, consistency, timestamps: stamps } of extract.seals) {
    const size = String(head.size);
    const wrong = (why: string): void => {
      isWrong = true;
      report.fail('ledger_seals', 'ledger_seal_wrong', { size, why });
    };
    const isOlder = isConsistent({
      first: { size: BigInt(head.size), root: head.root },
      second: { size: BigInt(extract.head.size), root: extract.head.root },
      proof: consistency,
    });
    if (!isOlder) wrong('the ledger does not begin with it');
    const own = extract.entries.find(({ entry }) => entry.sequence === size);
    if (own !== undefined && own.hash !== head.hash) wrong('its last entry is another');
    const newest = extract.entries.filter(({ entry }) => BigInt(entry.sequence) <= BigInt(head.size)).at(-1);
    const content = new TextEncoder().encode(canonicalJson(head));
    for (const stamp of stamps) {
      const response = fromBase64(stamp.response);
      const decode = (texts: readonly string[]): Uint8Array[] => texts.flatMap((text) => fromBase64(text) ?? []);
      const verdict = await verifyTimestamp(response ?? new Uint8Array(), content, {
        trustAnchors: trust.trustAnchors,
        certificates: decode(stamp.certificates),
        revocation: [...decode(stamp.revocation.slice(0, mostAnswers)), ...trust.revocationLists],
      });
      const { at, code } = verdict;
      if (verdict.ok === false) wrong(`${stamp.authority}: ${code}`);
      else if (at === undefined) wrong(`${stamp.authority}: no time`);
      else if (newest !== undefined && at.getTime() + clockToleranceMilliseconds < Date.parse(newest.entry.at))
        wrong(
          `${stamp.authority}: its timestamp (${at.toISOString()}) is earlier than entry ${newest.entry.sequence} in it`,
        );
      else {
        const attested = { size: BigInt(head.size), at };
        attestations.push(verdict.ok === null ? { ...attested, unknown: verdict } : attested);
        if (verdict.ok === null && code !== undefined) report.leave('ledger_seals', code, verdict.values);
      }
    }
  }
  if (!report.hasFailed('ledger_seals'))
    report.pass('ledger_seals', 'ledger_seals', {
      seals: String(extract.seals.length),
      timestamps: String(timestamps),
    });
  return isWrong ? [] : attestations;
}

/**
 * Whether an authority attests the ledger up to the order of a package that names authorities: the head is sealed between order and
 * manifest. Without it whoever has the key could write a whole ledger for this package alone.
 */
function isOrderSealed({ entries, seals }: LedgerExtract, manifest: PackageManifest): boolean {
  const { packageId, timestampAuthorities } = manifest;
  const ordered = entries.find(({ entry }) => entry.kind === 'package.ordered' && entry.subjectId === packageId);
  const least = BigInt(ordered?.entry.sequence ?? 1);
  return (
    timestampAuthorities.length === 0 ||
    seals.some(({ head, timestamps }) => timestamps.length > 0 && BigInt(head.size) >= least)
  );
}

/**
 * Since when an authority attests the capture's entry: the earliest timestamp over a head that covers it. Before that time nobody but
 * whoever keeps the ledger says when the capture was made. An authority that is asked long afterwards, at an export, is no witness of the
 * capture's own time: a deployment that had none by then is no forger, and a forger looks the same, so that it cannot be checked.
 */
export function checkCaptureTime(
  entry: LedgerEntryFields,
  manifest: PackageManifest,
  attestations: readonly Attestation[],
  report: Report,
): void {
  // Heads that do not fit, or are not there, have a line of their own, and attest nothing.
  if (report.hasRefused('ledger_seals')) return;
  const covering = attestations
    .filter(({ size }) => size >= BigInt(entry.sequence))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const isIntended = manifest.timestampAuthorities.length > 0;
  const { finishedAt } = manifest.capture;
  const first = covering.find(({ unknown }) => unknown === undefined);
  if (first === undefined) {
    const { code = 'record_unattested', values } = covering[0]?.unknown ?? {};
    if (isIntended) report.leave('capture_time', code, values);
    else report.pass('capture_time', 'capture_unattested');
    return;
  }
  const delay = first.at.getTime() - Date.parse(finishedAt);
  const values = { at: first.at.toISOString(), finishedAt, hours: (delay / 3_600_000).toFixed(1) };
  if (isIntended && delay > latestAttestationMilliseconds) report.leave('capture_time', 'record_attested_late', values);
  else report.pass('capture_time', 'capture_attested', values);
}
