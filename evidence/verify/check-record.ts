import {
  type LedgerEntryFields,
  type PackageDecisions,
  type PackageManifest,
  packagePaths,
} from '../../contracts/evidence-package.js';
import { type EvidenceRecord, evidenceRecord } from '../../contracts/evidence-record.js';
import { Fault } from './fault.js';
import type { PackageContents, PackageJson } from './package-contents.js';
import type { Report } from './report.js';
import { findTwoOfficers } from './two-officers.js';

/** How far the clocks of the machine that captured and of the database may differ. */
const clockToleranceMilliseconds = 10 * 60_000;
/** A capture is entered within seconds: only its files are hashed and stored in between, and what fails there is captured again. */
const longestStoringMilliseconds = 6 * 3_600_000;

export async function readRecord(contents: PackageContents): Promise<PackageJson<EvidenceRecord>> {
  const record = await contents.readJson(packagePaths.record, evidenceRecord, 'record_malformed');
  if (!record.isCanonical)
    throw new Fault('record_malformed', { why: 'it is not written as canonical JSON (RFC 8785)' });
  return record;
}

/**
 * The record against the manifest, and its times against the ledger's entry about it, which is as old as it says: the chain after it and
 * the seals' timestamps hold it there.
 */
export function checkRecord(
  record: EvidenceRecord,
  manifest: PackageManifest,
  entry: LedgerEntryFields | undefined,
  report: Report,
): void {
  const { capture, posting, members } = manifest;
  const differs = (what: string): never => {
    throw new Fault('record_mismatch', { why: `the manifest has another ${what}` });
  };
  if (record.captureId !== capture.id || record.kind !== capture.kind) differs('capture');
  if (record.posting.id !== posting.id || record.posting.url !== posting.url) differs('posting');
  if (record.page.startedAt !== capture.startedAt || record.page.finishedAt !== capture.finishedAt) differs('time');

  const listed = new Map(members.map((member) => [member.path, member]));
  for (const { path, bytes, sha256, sm3 } of record.files) {
    const member = listed.get(path);
    if (member?.bytes !== bytes || member.sha256 !== sha256 || member.sm3 !== sm3)
      report.fail('record', 'record_files_mismatch', { member: path });
  }
  // A file of the capture that the record does not know was put in beside it.
  for (const path of [
    packagePaths.warc,
    packagePaths.screenshot,
    packagePaths.pdf,
    packagePaths.dom,
    packagePaths.body,
  ])
    if (listed.has(path) && !record.files.some((file) => file.path === path))
      report.fail('record', 'record_files_mismatch', { member: path });
  checkTimes(record, manifest, entry);
  if (!report.hasFailed('record'))
    report.pass('record', 'record', {
      files: String(record.files.length),
      startedAt: record.page.startedAt,
      finishedAt: record.page.finishedAt,
    });
}

function checkTimes(record: EvidenceRecord, manifest: PackageManifest, entry: LedgerEntryFields | undefined): void {
  const { page, order } = record;
  const backdated = (why: string): never => {
    throw new Fault('record_backdated', { why });
  };
  const isAfter = (one: string, other: string): boolean =>
    Date.parse(one) > Date.parse(other) + clockToleranceMilliseconds;
  if (Date.parse(page.startedAt) > Date.parse(page.finishedAt)) backdated('it ended before it began');
  if (isAfter(order.at, page.startedAt)) backdated('it was ordered after it began');
  if (isAfter(page.finishedAt, manifest.createdAt)) backdated('the package is older than the capture');
  if (entry === undefined) return;
  if (Date.parse(entry.at) - Date.parse(page.finishedAt) > longestStoringMilliseconds)
    backdated(`it was entered into the ledger at ${entry.at}, long after it ended (${page.finishedAt})`);
  const times = [
    ['the end of the capture', page.finishedAt],
    ...record.entrySteps.map(({ url, at }) => [url, at] as const),
    ...(record.comparison === null ? [] : [['the clue', record.comparison.seenAt] as const]),
  ] as const;
  for (const [what, time] of times)
    if (isAfter(time, entry.at)) backdated(`${what} (${time}) is later than its entry in the ledger (${entry.at})`);
}

/**
 * 证据 needs two officers.
 * @param isInLedger whether each confirmation has its entry
 */
export function checkStanding(
  manifest: PackageManifest,
  given: PackageDecisions['confirmations'],
  isInLedger: boolean,
  report: Report,
): void {
  if (manifest.standing === 'clue') {
    report.pass('standing', 'standing_clue');
    return;
  }
  const officers = findTwoOfficers(given, manifest.capture.id);
  if (officers === undefined || !isInLedger) throw new Fault('standing_unfounded');
  const [first, second] = officers;
  report.pass('standing', 'standing_evidence', { first: first.by.name, second: second.by.name });
}
