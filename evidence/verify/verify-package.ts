import {
  type LedgerExtract,
  type PackageManifest,
  packageDecisions,
  packageManifest,
  packagePaths,
  type VerificationReport,
} from '../../contracts/evidence-package.js';
import { checkDatapackage, checkWarc } from './check-archive.js';
import {
  checkCustody,
  checkDecisionEntries,
  checkExtract,
  checkRecordEntry,
  checkSeries,
  readExtract,
} from './check-ledger.js';
import { checkMembers, type Digests, isAfterManifest } from './check-members.js';
import { checkRecord, checkStanding, readRecord } from './check-record.js';
import { checkCaptureTime, checkSeals } from './check-seals.js';
import { checkSeal, checkSignature, checkSigner } from './check-signature.js';
import { checkTimestamps, type Trust } from './check-timestamps.js';
import { Fault } from './fault.js';
import { PackageContents } from './package-contents.js';
import type { RandomAccess } from './random-access.js';
import { Report } from './report.js';
import type { Language } from './words.js';
import { readArchive } from './zip-archive.js';

export interface VerificationOptions {
  /** PEM, each may hold several certificates: the roots of timestamp authorities that the person who asks trusts. */
  readonly trustAnchors: readonly string[];
  /** CRLs or OCSP responses in DER, newer than what the package holds. */
  readonly revocationLists?: readonly Uint8Array[];
  /** Of the report's sentences; English without it. */
  readonly language?: Language;
  /** How much of the file has been hashed, from 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

/** More would be named to keep a verifier busy. */
const mostAuthorities = 20;

/**
 * Checks an evidence package by itself, without a network: each check is a line of the report, and none is left out because one before it
 * failed where it can still be made. What could not be checked is never called valid. Memory does not grow with the file, but for members
 * that must be read whole, of at most 16 MiB.
 *
 * Never throws for a bad package.
 */
export async function verifyPackage(file: RandomAccess, options: VerificationOptions): Promise<VerificationReport> {
  const report = new Report(options.language ?? 'en');
  const members = await report.check('archive', () => readArchive(file));
  if (members === undefined) return report.result(false);
  report.pass('archive', 'archive', { members: String(members.length), bytes: String(file.size) });
  const contents = new PackageContents(file, members);
  const manifest = await report.check('manifest', () => readManifest(contents));

  const whole = members.reduce((sum, { bytes }) => sum + bytes, 0);
  const digests = await report.check('members', () =>
    checkMembers(contents, manifest, report, (read) => options.onProgress?.(whole === 0 ? 1 : read / whole)),
  );
  if (manifest === undefined || digests === undefined) return report.result(false);
  report.pass('manifest', 'manifest', {
    packageId: manifest.packageId,
    number: String(manifest.number),
    createdAt: manifest.createdAt,
    organisation: manifest.organisation.name,
  });
  const trust = { trustAnchors: options.trustAnchors, revocationLists: options.revocationLists ?? [] };
  await checkStatements(contents, manifest, digests, trust, report);
  return report.result(manifest.timestampAuthorities.length > 0);
}

async function checkStatements(
  contents: PackageContents,
  manifest: PackageManifest,
  digests: Digests,
  trust: Trust,
  report: Report,
): Promise<void> {
  await report.check('signature', () => checkSignature(contents, manifest, report));
  let extract: LedgerExtract | undefined;
  let broken: unknown;
  try {
    extract = await readExtract(contents);
  } catch (error) {
    broken = error;
  }
  if (extract !== undefined) {
    const held = extract;
    await report.check('signer', () => checkSigner(manifest, held, report));
  }
  await report.check('seal', () => checkSeal(contents, manifest, digests, report));
  await report.check('timestamp', () => checkTimestamps(contents, manifest, trust, report));
  if (extract === undefined)
    await report.check('ledger', () => {
      throw broken;
    });
  await checkLedgerAndRecord(contents, manifest, extract, digests, trust, report);
  await report.check('warc', () => checkWarc(contents, report));
  await report.check('datapackage', () => checkDatapackage(contents, manifest, report));
}

async function checkLedgerAndRecord(
  contents: PackageContents,
  manifest: PackageManifest,
  extract: LedgerExtract | undefined,
  digests: Digests,
  trust: Trust,
  report: Report,
): Promise<void> {
  const decisions = await report.check('ledger_decisions', () =>
    contents.readJson(packagePaths.decisions, packageDecisions, 'decisions_malformed'),
  );
  if (extract !== undefined) {
    await report.check('ledger', () => checkExtract(extract, manifest, report));
    if (decisions !== undefined)
      await report.check('ledger_decisions', () =>
        checkDecisionEntries(extract, manifest, { decisions: decisions.value, json: decisions.json }, contents, report),
      );
    await report.check('ledger_custody', () => checkCustody(contents, extract, manifest, report));
    await report.check('ledger_series', () => checkSeries(extract, manifest, report));
  }
  const entry =
    extract &&
    (await report.check('ledger_record', () =>
      checkRecordEntry(extract, manifest, digests.get(packagePaths.record), report),
    ));
  if (extract !== undefined) {
    const attestations = await report.check('ledger_seals', () => checkSeals(extract, manifest, trust, report));
    if (entry !== undefined && attestations !== undefined)
      await report.check('capture_time', () => checkCaptureTime(entry, manifest, attestations, report));
  }
  await report.check('record', async () => {
    const { value } = await readRecord(contents);
    checkRecord(value, manifest, entry, report);
  });
  await report.check('standing', () => {
    const isKnown = decisions !== undefined && extract !== undefined && !report.hasLeft('ledger_decisions');
    if (manifest.standing === 'evidence' && !isKnown)
      report.leave('standing', 'checker_failed', { why: 'the decisions, or the ledger about them, could not be read' });
    else checkStanding(manifest, decisions?.value.confirmations ?? [], !report.hasFailed('ledger_decisions'), report);
  });
}

async function readManifest(contents: PackageContents): Promise<PackageManifest> {
  if (!contents.has(packagePaths.manifest)) throw new Fault('manifest_missing');
  const { value, isCanonical } = await contents.readJson(packagePaths.manifest, packageManifest, 'manifest_malformed');
  if (!isCanonical) throw new Fault('manifest_not_canonical');
  const authorities = value.timestampAuthorities.length;
  if (authorities > mostAuthorities)
    throw new Fault('manifest_malformed', { why: `it names ${authorities} authorities` });
  for (const [index, { path }] of value.members.entries()) {
    if (isAfterManifest(path)) throw new Fault('manifest_malformed', { why: `it lists ${path}, which comes after it` });
    const before = value.members[index - 1];
    if (before !== undefined && !(before.path < path))
      throw new Fault('manifest_malformed', { why: `its members are not in order at ${path}` });
  }
  return value;
}
