import { Enumerated, GeneralizedTime } from 'asn1js';
import {
  BasicOCSPResponse,
  type Certificate,
  CertificateRevocationList,
  ExtKeyUsage,
  IssuingDistributionPoint,
  id_CRLReason,
  id_ExtKeyUsage,
  id_IssuingDistributionPoint,
  OCSPResponse,
  type RevokedCertificate,
} from 'pkijs';
import {
  authorityConstraints,
  extensionOf,
  type HeldCertificate,
  isKnownSignature,
  isSignedBy,
  keyUsage,
  mayBeUsedFor,
  namesRevocation,
} from './certificates.js';

/** What the answers that its issuer signed say of a certificate at a time. */
export type RevocationState =
  | { readonly state: 'good' | 'unknown' | 'not_offered' }
  | { readonly state: 'revoked'; readonly since: Date };

interface Answer {
  /** When the answer was true, and until when it may be used. */
  readonly from: Date;
  readonly until: Date | undefined;
  readonly revoked: { readonly since: Date; readonly reason: number | undefined } | undefined;
}

/**
 * RFC 3161 section 4: what a revoked authority signed before stays good only when the reason is given and is one of these (unspecified,
 * affiliation changed, superseded, cessation of operation). For any other, and without a reason, all that it ever signed is void.
 */
const harmlessReasons: readonly number[] = [0, 3, 4, 5];

/**
 * @param answers CRLs (RFC 5280) and OCSP responses (RFC 6960) in DER; what is neither, or not signed by the issuer, counts for nothing
 * @param at the time that the timestamp states
 */
export async function revocationAt(
  subject: HeldCertificate,
  issuer: HeldCertificate,
  answers: readonly Uint8Array[],
  at: Date,
): Promise<RevocationState> {
  const found: Answer[] = [];
  for (const der of answers) {
    const answer = (await fromList(der, subject, issuer)) ?? (await fromResponder(der, subject, issuer));
    if (answer !== undefined) found.push(answer);
  }
  for (const { revoked } of found) {
    if (revoked === undefined) continue;
    const wasHarmless = revoked.reason !== undefined && harmlessReasons.includes(revoked.reason);
    if (revoked.since <= at || !wasHarmless) return { state: 'revoked', since: revoked.since };
  }
  // An answer that had run out before the time in question knows nothing of it.
  if (found.some(({ from, until }) => from >= at || (until !== undefined && until >= at))) return { state: 'good' };
  return { state: namesRevocation(subject.certificate) ? 'unknown' : 'not_offered' };
}

async function fromList(
  der: Uint8Array,
  subject: HeldCertificate,
  issuer: HeldCertificate,
): Promise<Answer | undefined> {
  const list = attempt(() => CertificateRevocationList.fromBER(new Uint8Array(der)));
  if (list === undefined || !list.issuer.isEqual(issuer.certificate.subject)) return undefined;
  if (!mayBeUsedFor(issuer.certificate, keyUsage.crlSign) || !coversAll(list, subject)) return undefined;
  const { tbsView, signatureValue, signatureAlgorithm } = list;
  const isSigned =
    isKnownSignature(signatureAlgorithm) &&
    (await isSignedBy(issuer.certificate, tbsView, signatureValue, signatureAlgorithm));
  if (!isSigned) return undefined;
  const entry = list.revokedCertificates?.find(({ userCertificate }) =>
    userCertificate.isEqual(subject.certificate.serialNumber),
  );
  return {
    from: list.thisUpdate.value,
    until: list.nextUpdate?.value,
    revoked: entry === undefined ? undefined : { since: entry.revocationDate.value, reason: reasonOf(entry) },
  };
}

/** Not a list of changes alone, nor one of other certificates, of some reasons, or of other issuers' certificates. */
function coversAll(list: CertificateRevocationList, { certificate }: HeldCertificate): boolean {
  for (const extension of list.crlExtensions?.extensions ?? []) {
    const point = extension.parsedValue;
    if (extension.extnID === id_IssuingDistributionPoint) {
      if (!(point instanceof IssuingDistributionPoint)) return false;
      const isAuthority = authorityConstraints(certificate) !== undefined;
      if (isAuthority ? point.onlyContainsUserCerts : point.onlyContainsCACerts) return false;
      if (point.indirectCRL || point.onlyContainsAttributeCerts || point.onlySomeReasons !== undefined) return false;
    } else if (extension.critical) {
      return false;
    }
  }
  return true;
}

function reasonOf(entry: RevokedCertificate): number | undefined {
  const reason = entry.crlEntryExtensions?.extensions.find(({ extnID }) => extnID === id_CRLReason)?.parsedValue;
  return reason instanceof Enumerated ? reason.valueBlock.valueDec : undefined;
}

async function fromResponder(
  der: Uint8Array,
  subject: HeldCertificate,
  issuer: HeldCertificate,
): Promise<Answer | undefined> {
  const response = readResponse(der);
  if (response === undefined || !(await isByResponder(response, issuer))) return undefined;
  for (const single of response.tbsResponseData.responses) {
    const alone = new BasicOCSPResponse();
    alone.tbsResponseData.responses = [single];
    const { isForCertificate } = await alone
      .getCertificateStatus(subject.certificate, issuer.certificate)
      .catch(() => ({ isForCertificate: false }));
    // RFC 6960 4.2.1: [0] good, [1] revoked, [2] unknown, which is no answer.
    const status: { idBlock: { tagNumber: number }; valueBlock: { value?: unknown } } = single.certStatus;
    if (!isForCertificate || status.idBlock.tagNumber > 1) continue;
    const { thisUpdate: from, nextUpdate: until } = single;
    if (status.idBlock.tagNumber === 0) return { from, until, revoked: undefined };
    const parts: unknown[] = Array.isArray(status.valueBlock.value) ? status.valueBlock.value : [];
    const [time, wrapped] = parts;
    const since = time instanceof GeneralizedTime ? time.toDate() : new Date(0);
    return { from, until, revoked: { since, reason: wrappedReason(wrapped) } };
  }
  return undefined;
}

/** `[0] EXPLICIT CRLReason`. */
function wrappedReason(wrapped: unknown): number | undefined {
  if (typeof wrapped !== 'object' || wrapped === null || !('valueBlock' in wrapped)) return undefined;
  const { valueBlock } = wrapped;
  if (typeof valueBlock !== 'object' || valueBlock === null || !('value' in valueBlock)) return undefined;
  const inner: unknown = Array.isArray(valueBlock.value) ? valueBlock.value[0] : undefined;
  return inner instanceof Enumerated ? inner.valueBlock.valueDec : undefined;
}

/** The basic response within a whole one, or one that stands alone. */
function readResponse(der: Uint8Array): BasicOCSPResponse | undefined {
  return attempt(() => {
    const whole = attempt(() => OCSPResponse.fromBER(new Uint8Array(der)));
    const basic = whole?.responseBytes?.response.valueBlock.valueHexView;
    return BasicOCSPResponse.fromBER(new Uint8Array(basic ?? der));
  });
}

/** RFC 6960 4.2.2.2: signed by the issuer itself, or by one whom it certified for this alone. */
async function isByResponder(response: BasicOCSPResponse, { certificate: issuer }: HeldCertificate): Promise<boolean> {
  const { tbsResponseData, signature, signatureAlgorithm } = response;
  if (!isKnownSignature(signatureAlgorithm)) return false;
  const signs = (candidate: Certificate): Promise<boolean> =>
    isSignedBy(candidate, tbsResponseData.tbsView, signature, signatureAlgorithm);
  if (await signs(issuer)) return true;
  for (const delegate of response.certs ?? []) {
    const purposes = extensionOf(delegate, id_ExtKeyUsage)?.parsedValue;
    const isDelegated =
      purposes instanceof ExtKeyUsage &&
      purposes.keyPurposes.includes('1.3.6.1.5.5.7.3.9') &&
      delegate.issuer.isEqual(issuer.subject) &&
      delegate.notBefore.value <= tbsResponseData.producedAt &&
      delegate.notAfter.value >= tbsResponseData.producedAt &&
      isKnownSignature(delegate.signatureAlgorithm) &&
      (await isSignedBy(issuer, delegate.tbsView, delegate.signatureValue, delegate.signatureAlgorithm));
    if (isDelegated && (await signs(delegate))) return true;
  }
  return false;
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
