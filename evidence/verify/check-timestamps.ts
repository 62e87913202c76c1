import { type PackageManifest, packagePaths } from '../../contracts/evidence-package.js';
import { Fault } from './fault.js';
import type { PackageContents } from './package-contents.js';
import { blocksOrDer } from './pem.js';
import type { Report } from './report.js';
import { readCertificate, sameBytes } from './timestamp/certificates.js';
import { mostAnswers, type TimestampVerdict, verifyTimestamp } from './timestamp/verify-timestamp.js';

/** Whom the person who asks trusts, and what they know of revocations. */
export interface Trust {
  readonly trustAnchors: readonly string[];
  readonly revocationLists: readonly Uint8Array[];
}

/**
 * How far `createdAt`, which is by the clock of the machine that packed, may be after the authority's time: a machine without a time
 * server drifts by minutes, and a timestamp is asked for seconds after the manifest is signed.
 */
const clockToleranceMilliseconds = 5 * 60_000;

/**
 * How far `createdAt` may be before the authority's time: an export asks for the timestamp in the same minute, and fails where it gets none. A
 * day leaves room for a clock of the wrong time zone, and none for a manifest that was dated back.
 */
const latestTimestampMilliseconds = 24 * 3_600_000;

/**
 * One timestamp over the bytes of `manifest.sig` for each authority that the manifest names, in `timestamps/1/`, `timestamps/2/`, … in
 * the manifest's order. `response.tsr` is the response; every other file there is a certificate, a CRL or an OCSP response, in DER or
 * PEM, told apart by its contents.
 */
export async function checkTimestamps(
  contents: PackageContents,
  manifest: PackageManifest,
  trust: Trust,
  report: Report,
): Promise<void> {
  const { timestampAuthorities: authorities } = manifest;
  if (authorities.length === 0) report.pass('timestamp', 'timestamp_none_intended');
  const signature = (await contents.read(packagePaths.signature, 'signature_missing')) ?? new Uint8Array();
  const seen: Uint8Array[] = [];
  for (const [index, authority] of authorities.entries()) {
    await report.check('timestamp', async () => {
      const folder = `${packagePaths.timestamps}${index + 1}/`;
      const response = await contents.read(`${folder}response.tsr`, 'timestamp_malformed');
      // One response cannot stand for two authorities.
      if (response === undefined || seen.some((other) => sameBytes(other, response)))
        throw new Fault('timestamp_missing', { authority });
      seen.push(response);
      const beside = await readBeside(contents, folder);
      const verdict = await verifyTimestamp(response, signature, {
        trustAnchors: trust.trustAnchors,
        certificates: beside.certificates,
        revocation: [...beside.revocation.slice(0, mostAnswers), ...trust.revocationLists],
      });
      tell(verdict, authority, manifest, report);
    });
  }
}

function tell(verdict: TimestampVerdict, authority: string, manifest: PackageManifest, report: Report): void {
  const { ok, code, values, at, accuracyMilliseconds = 0, subject = '' } = verdict;
  if (code !== undefined && ok === false) throw new Fault(code, values);
  if (at === undefined) throw new Fault('timestamp_malformed', { why: 'it states no time' });
  const { finishedAt } = manifest.capture;
  const { createdAt } = manifest;
  if (at.getTime() + accuracyMilliseconds < Date.parse(finishedAt))
    throw new Fault('timestamp_before_capture', { at: at.toISOString(), finishedAt });
  if (at.getTime() + clockToleranceMilliseconds < Date.parse(createdAt))
    throw new Fault('timestamp_before_manifest', { at: at.toISOString(), createdAt });
  if (at.getTime() - latestTimestampMilliseconds > Date.parse(createdAt))
    throw new Fault('timestamp_after_manifest', { at: at.toISOString(), createdAt });
  if (code !== undefined) report.leave('timestamp', code, values);
  else {
    const words = verdict.isRevocationChecked ? 'timestamp_revocation_checked' : 'timestamp_without_revocation';
    report.pass('timestamp', words, { authority, subject, at: at.toISOString() });
  }
}

async function readBeside(
  contents: PackageContents,
  folder: string,
): Promise<{ certificates: Uint8Array[]; revocation: Uint8Array[] }> {
  const certificates: Uint8Array[] = [];
  const revocation: Uint8Array[] = [];
  for (const path of contents.members.keys()) {
    if (!path.startsWith(folder) || path === `${folder}response.tsr`) continue;
    const bytes = (await contents.read(path, 'timestamp_malformed')) ?? new Uint8Array();
    for (const der of blocksOrDer(bytes, ['CERTIFICATE', 'X509 CRL', 'OCSP RESPONSE']))
      (readCertificate(der) === undefined ? revocation : certificates).push(der);
  }
  return { certificates, revocation };
}
