import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import {
  type LedgerExtract,
  ledgerExtract,
  type PackageCustody,
  type PackageDecisions,
  type PackageManifest,
  packageCustody,
  packagePaths,
} from '../../contracts/evidence-package.js';
import { canonicalJson, type JsonValue } from './canonical-json.js';
import { Fault } from './fault.js';
import { ledgerEntryText } from './ledger-entry.js';
import { isIncluded } from './merkle.js';
import { hashOfJson, type PackageContents } from './package-contents.js';
import type { Report } from './report.js';

type Entry = LedgerExtract['entries'][number];

/** @throws Fault `ledger_malformed` */
export async function readExtract(contents: PackageContents): Promise<LedgerExtract> {
  const { value } = await contents.readJson(packagePaths.ledger, ledgerExtract, 'ledger_malformed');
  return value;
}

/** The extract by itself: entries, chain, proofs and head. */
export function checkExtract(extract: LedgerExtract, manifest: PackageManifest, report: Report): void {
  const { head, entries } = extract;
  for (const { entry, hash } of entries)
    if (bytesToHex(sha256(new TextEncoder().encode(ledgerEntryText(entry)))) !== hash)
      report.fail('ledger', 'ledger_entry_changed', { sequence: entry.sequence });
  checkChain(entries, report);
  const size = BigInt(head.size);
  for (const { entry, hash, proof } of entries) {
    const isThere = isIncluded({
      entryHash: hash,
      index: BigInt(entry.sequence) - 1n,
      ...{ size, root: head.root, proof },
    });
    if (!isThere) report.fail('ledger', 'ledger_not_included', { sequence: entry.sequence });
  }
  const wrongHead = (why: string): void => report.fail('ledger', 'ledger_head_mismatch', { why });
  if (canonicalJson(head) !== canonicalJson(manifest.ledger)) wrongHead('the manifest names another');
  const newest = entries.at(-1);
  if (newest?.entry.sequence !== String(head.size) || newest.hash !== head.hash)
    wrongHead('the newest entry of the extract is not the head');
  if (!report.hasFailed('ledger'))
    report.pass('ledger', 'ledger', { entries: String(entries.length), size: String(head.size) });
}

/** Entries come in the order of their numbers, none twice; of two with adjoining numbers the second follows the first. */
function checkChain(entries: readonly Entry[], report: Report): void {
  for (const [index, { entry }] of entries.entries()) {
    const before = entries[index - 1];
    if (before === undefined) continue;
    const step = BigInt(entry.sequence) - BigInt(before.entry.sequence);
    const isFork = step === 0n || (step === 1n && entry.previousHash !== before.hash);
    if (isFork) report.fail('ledger', 'ledger_fork', { sequence: entry.sequence });
    else if (step < 0n) report.fail('ledger', 'ledger_malformed', { why: `entry ${entry.sequence} is out of order` });
    else if (
      entry.at < before.entry.at &&
      Date.parse(entry.at) + clockToleranceMilliseconds < Date.parse(before.entry.at)
    )
      report.fail('ledger', 'ledger_malformed', { why: `entry ${entry.sequence} is earlier than the one before it` });
  }
}

/** Machines that write to one ledger may differ this much. */
const clockToleranceMilliseconds = 10 * 60_000;

/** @returns the entry that put the capture record into the ledger */
export function checkRecordEntry(
  extract: LedgerExtract,
  manifest: PackageManifest,
  recordSha256: string | undefined,
  report: Report,
): Entry['entry'] {
  const { capture } = manifest;
  const found = extract.entries.find(
    ({ entry }) =>
      entry.kind === 'evidence.captured' && entry.subjectId === capture.id && entry.subjectSha256 === recordSha256,
  );
  if (found === undefined) throw new Fault('ledger_record_unknown');
  const { sequence, at } = found.entry;
  const seconds = (Date.parse(at) - Date.parse(capture.finishedAt)) / 1000;
  report.pass('ledger_record', 'ledger_record', { sequence, at, seconds: seconds.toFixed(1) });
  return found.entry;
}

interface Decided {
  readonly decisions: PackageDecisions;
  readonly json: JsonValue;
}

/** The verdict, each decision and the order of this package, as they are in the package, are what the ledger has the hashes of. */
export async function checkDecisionEntries(
  extract: LedgerExtract,
  manifest: PackageManifest,
  { decisions, json }: Decided,
  contents: PackageContents,
  report: Report,
): Promise<void> {
  // A package may be made to keep a verifier busy: nothing is searched for among all entries again and again.
  const known = new Set(
    extract.entries.flatMap(({ entry: { kind, subjectId, subjectSha256 } }) => [
      keyOf(kind, subjectId, subjectSha256),
      keyOf(kind, subjectId),
      keyOf(kind, undefined, subjectSha256),
    ]),
  );
  const has = (...wanted: Parameters<typeof keyOf>): boolean => known.has(keyOf(...wanted));
  const fail = (what: string): void => report.fail('ledger_decisions', 'ledger_decision_unknown', { what });

  const verdict = contents.has(packagePaths.verdict)
    ? (await contents.readJson(packagePaths.verdict, z.json(), 'decisions_malformed')).json
    : undefined;
  if (verdict === undefined || !has('verdict.given', undefined, hashOfJson(verdict)))
    fail(`verdict.given ${packagePaths.verdict}`);

  const elements = (name: string, index: number): JsonValue | undefined => {
    const list = memberOf(json, name);
    return Array.isArray(list) ? list[index] : undefined;
  };
  for (const [kind, name, list] of [
    ['review.recorded', 'reviews', decisions.reviews],
    ['capture.confirmed', 'confirmations', decisions.confirmations],
  ] as const) {
    for (const [index, { id }] of list.entries()) {
      // As it is written, not as it was parsed: what the schema does not know is hashed too.
      const element = elements(name, index);
      if (element === undefined || !has(kind, id, hashOfJson(element))) fail(`${kind} ${id}`);
    }
  }
  await checkPosting(contents, verdict, report);
  if (!has('package.ordered', manifest.packageId)) fail(`package.ordered ${manifest.packageId}`);
  if (!report.hasFailed('ledger_decisions'))
    report.pass('ledger_decisions', 'ledger_decisions', {
      reviews: String(decisions.reviews.length),
      confirmations: String(decisions.confirmations.length),
    });
}

/** The words that are said to have been judged are those that the verdict has the hash of. */
async function checkPosting(contents: PackageContents, verdict: JsonValue | undefined, report: Report): Promise<void> {
  const { json } = await contents.readJson(packagePaths.posting, z.json(), 'decisions_malformed');
  if (memberOf(verdict, 'postingVersion') !== hashOfJson(json)) report.fail('ledger_decisions', 'posting_mismatch');
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const member = Object.entries(value).find(([key]) => key === name);
  return member?.[1];
}

const keyOf = (kind: string, subjectId?: string, hash?: string): string =>
  JSON.stringify([kind, subjectId ?? null, hash ?? null]);

/** Each line of the custody log is what its entry says, and this package what was ordered. */
export async function checkCustody(
  contents: PackageContents,
  extract: LedgerExtract,
  manifest: PackageManifest,
  report: Report,
): Promise<void> {
  const { value } = await contents.readJson(packagePaths.custody, packageCustody, 'custody_malformed');
  const lines = new Set(
    extract.entries.map(({ entry: { sequence, subjectSha256, subjectId, at } }) =>
      JSON.stringify([sequence, subjectSha256, subjectId, at]),
    ),
  );
  for (const { sequence, sha256: hash, object, at } of value.log) {
    if (!lines.has(JSON.stringify([sequence, hash, object, at])))
      report.fail('ledger_custody', 'ledger_custody_unknown', { sequence });
  }
  checkOrder(extract, manifest, value, report);
  if (!report.hasFailed('ledger_custody'))
    report.pass('ledger_custody', 'ledger_custody', { lines: String(value.log.length) });
}

/** A package that took a smaller number would hide those before it. */
function checkOrder(
  { entries }: LedgerExtract,
  { packageId, number, posting, capture }: PackageManifest,
  { log }: PackageCustody,
  report: Report,
): void {
  const ordered = entries.find(({ entry }) => entry.kind === 'package.ordered' && entry.subjectId === packageId);
  if (ordered === undefined) return;
  const { at, sequence, subjectSha256 } = ordered.entry;
  const by = log.find((line) => line.sequence === sequence)?.by ?? null;
  const order = { packageId, number, postingId: posting.id, captureId: capture.id, by: by && { ...by }, at };
  if (hashOfJson(order) !== subjectSha256) report.fail('ledger_custody', 'package_order_mismatch');
}

/** A package that was exported before and is withheld now still has its place in the row of numbers, and its entry. */
export function checkSeries(extract: LedgerExtract, manifest: PackageManifest, report: Report): void {
  const { earlierPackages: earlier } = extract;
  const exported = extract.entries
    .map(({ entry }) => entry)
    .filter(({ kind, subjectId }) => kind === 'package.exported' && subjectId !== manifest.packageId);
  const known = new Set(exported.map(({ subjectId, subjectSha256 }) => `${subjectId} ${subjectSha256}`));
  const isWhole =
    earlier.length === manifest.number - 1 &&
    exported.length === earlier.length &&
    earlier.every(
      ({ number, packageId, manifestSha256 }, index) =>
        number === index + 1 && known.has(`${packageId} ${manifestSha256}`),
    );
  if (!isWhole) throw new Fault('package_series_gap', { number: String(manifest.number) });
  report.pass('ledger_series', 'ledger_series', { count: String(earlier.length) });
}
