import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { BaseBlock, Constructed, ObjectIdentifier, OctetString } from 'asn1js';
import {
  type Attribute,
  ContentInfo,
  ExtKeyUsage,
  IssuerAndSerialNumber,
  id_ExtKeyUsage,
  PKIStatus,
  SignedData,
  type SignerInfo,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { Fault } from '../fault.js';
import { blocksIn } from '../pem.js';
import { sm3 } from '../sm3.js';
import type { ReasonCode } from '../words.js';
import {
  extensionOf,
  type HeldCertificate,
  isKnownSignature,
  isSignedBy,
  keyUsage,
  mayBeUsedFor,
  nameOf,
  parseDer,
  partsOf,
  readCertificate,
  sameBytes,
} from './certificates.js';
import { findPath } from './certification-path.js';
import { revocationAt } from './revocation.js';

export interface TimestampTrust {
  /** PEM, each may hold several certificates: whom the person who asks trusts. Nothing that came with a timestamp is trusted. */
  readonly trustAnchors: readonly string[];
  /** Certificates in DER that came beside the response. */
  readonly certificates: readonly Uint8Array[];
  /** CRLs and OCSP responses in DER, from the package and from the person who asks. */
  readonly revocation: readonly Uint8Array[];
}

/** What a response says and whether it holds. `at` is there as soon as it could be read. */
export interface TimestampVerdict {
  readonly ok: boolean | null;
  readonly code?: ReasonCode;
  /** For the sentence of the code. */
  readonly values: Readonly<Record<string, string>>;
  /** genTime */
  readonly at?: Date;
  /** The accuracy that the authority states, at least one second: genTime need have no fractions of one. */
  readonly accuracyMilliseconds?: number;
  /** Name of the certificate that signed it. */
  readonly subject?: string;
  /** False: no certificate on the way names a place where its revocation could be learnt. */
  readonly isRevocationChecked?: boolean;
}

/** CRLs and OCSP responses that a package may bring for one timestamp: each costs signatures to be checked. */
export const mostAnswers = 20;

const idTimestampInfo = '1.2.840.113549.1.9.16.1.4';
const idTimeStamping = '1.3.6.1.5.5.7.3.8';
const attributes = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

type Digest = (bytes: Uint8Array) => Uint8Array;
const digests: Readonly<Record<string, { readonly name: string; readonly of: Digest }>> = {
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', of: sha256 },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', of: sha384 },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', of: sha512 },
  '1.2.156.10197.1.401': { name: 'SM3', of: (bytes) => sm3().update(bytes).digest() },
};

/**
 * Checks one response of a timestamp authority (RFC 3161, RFC 5816) over `content`: granted, over these bytes, signed by the certificate
 * that the signed attributes are bound to, which is one for timestamps alone, leads to a trust anchor, was valid and not revoked at the
 * time that the authority states. It is that time that validity is judged at, so that a timestamp outlives its certificate; what was
 * learnt of revocation since then counts (revocation.ts).
 *
 * Never throws for a bad response.
 */
export async function verifyTimestamp(
  response: Uint8Array,
  content: Uint8Array,
  trust: TimestampTrust,
): Promise<TimestampVerdict> {
  let told: Partial<TimestampVerdict> = {};
  try {
    const { signed, info, embedded, lists } = readToken(response);
    const accuracy = info.accuracy;
    const stated = (accuracy?.seconds ?? 0) * 1000 + (accuracy?.millis ?? 0) + (accuracy?.micros ?? 0) / 1000;
    told = { at: info.genTime, accuracyMilliseconds: Math.max(1000, stated) };
    checkImprint(info, content);

    const beside = trust.certificates.flatMap((der) => readCertificate(der) ?? []);
    const signer = await checkSignature(signed, [...embedded, ...beside]);
    const subject = nameOf(signer.certificate.subject);
    told = { ...told, subject };
    checkPurpose(signer, subject);
    checkValidity(signer, info.genTime);

    const anchors = trust.trustAnchors
      .flatMap((pem) => blocksIn(pem, ['CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CERTIFICATE']))
      .flatMap((der) => readCertificate(der) ?? []);
    if (anchors.length === 0)
      return { ...told, ok: null, code: 'trust_anchor_missing', values: { at: info.genTime.toISOString() } };
    const path = await findPath(signer, [...embedded, ...beside], anchors);
    if (path === undefined) throw new Fault('timestamp_untrusted', { subject });
    for (const held of path) checkValidity(held, info.genTime);
    return await checkRevocation(path, [...lists.slice(0, mostAnswers), ...trust.revocation], info.genTime, told);
  } catch (error) {
    const { code, values } =
      error instanceof Fault
        ? error
        : new Fault('timestamp_malformed', { why: `it cannot be read (${String(error)})` });
    return { ...told, ok: code === 'timestamp_algorithm_unknown' ? null : false, code, values };
  }
}

interface Token {
  readonly signed: SignedData;
  readonly info: TSTInfo;
  readonly embedded: readonly HeldCertificate[];
  /** Revocation lists within the token. */
  readonly lists: readonly Uint8Array[];
}

function readToken(response: Uint8Array): Token {
  const malformed = (why: string): Fault => new Fault('timestamp_malformed', { why });
  const read = <Result>(what: string, work: () => Result): Result => {
    try {
      return work();
    } catch {
      throw malformed(what);
    }
  };
  const parsed = read('it is no timestamp response', () => new TimeStampResp({ schema: parseDer(response) }));
  const { status, statusStrings } = parsed.status;
  if (status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods) {
    const words = statusStrings?.map(({ valueBlock }) => valueBlock.value).join(' ') ?? '';
    throw new Fault('timestamp_refused', { why: `status ${status}${words === '' ? '' : `, ${words}`}` });
  }
  const token = parsed.timeStampToken;
  if (token?.contentType !== ContentInfo.SIGNED_DATA) throw malformed('it holds no signed data');
  const content: unknown = token.content;
  // Before SignedData takes it: these bytes are what the hashes of certificates are made over.
  const embedded = read('its certificates cannot be read', () => elementsOf(content, 0)).flatMap(
    (der) => readCertificate(der) ?? [],
  );
  const lists = elementsOf(content, 1);
  const signed = read('its signed data cannot be read', () => new SignedData({ schema: token.content }));
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== idTimestampInfo || eContent === undefined) throw malformed('what is signed is no timestamp');
  const info = read('what is signed is no timestamp', () => TSTInfo.fromBER(eContent.getValue()));
  if (info.version !== 1 || Number.isNaN(info.genTime.getTime())) throw malformed('its time cannot be read');
  return { signed, info, embedded, lists };
}

/** The raw elements of `certificates [0]` or `crls [1]` in a SignedData (RFC 5652 5.1). */
function elementsOf(signedData: unknown, tagNumber: 0 | 1): Uint8Array[] {
  const set = partsOf(signedData).find(
    ({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === tagNumber && idBlock.isConstructed,
  );
  if (!(set instanceof Constructed)) return [];
  return set.valueBlock.value.flatMap((part) =>
    part instanceof BaseBlock ? [new Uint8Array(part.valueBeforeDecodeView)] : [],
  );
}

function checkImprint(info: TSTInfo, content: Uint8Array): void {
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const digest = digests[hashAlgorithm.algorithmId];
  if (digest === undefined) throw new Fault('timestamp_algorithm_unknown', { algorithm: hashAlgorithm.algorithmId });
  if (!sameBytes(digest.of(content), hashedMessage.valueBlock.valueHexView)) throw new Fault('timestamp_other_content');
}

/** @returns the certificate that signed */
async function checkSignature(signed: SignedData, held: readonly HeldCertificate[]): Promise<HeldCertificate> {
  const wrong = (why: string): Fault => new Fault('timestamp_signature_wrong', { why });
  const [signerInfo, second] = signed.signerInfos;
  // RFC 3161 2.4.2: the authority's signature and no other.
  if (signerInfo === undefined || second !== undefined) throw wrong(`it has ${signed.signerInfos.length} signatures`);
  const list = signerInfo.signedAttrs?.attributes ?? [];
  const signer = held.find(({ der }) => isBoundTo(list, der));
  if (signer === undefined || !isNamed(signerInfo, signer)) throw new Fault('timestamp_certificate_swapped');

  const digest = digests[signerInfo.digestAlgorithm.algorithmId];
  // Web Cryptography has no SM2.
  if (digest === undefined || digest.name === 'SM3')
    throw new Fault('timestamp_algorithm_unknown', { algorithm: signerInfo.digestAlgorithm.algorithmId });
  const { algorithmId } = signerInfo.signatureAlgorithm;
  if (!leavesHashOpen(algorithmId) && !isKnownSignature(signerInfo.signatureAlgorithm))
    throw new Fault('timestamp_algorithm_unknown', { algorithm: algorithmId });
  const content = signed.encapContentInfo.eContent?.getValue();
  const [type] = valuesOf(list, attributes.contentType);
  if (!(type instanceof ObjectIdentifier) || type.valueBlock.toString() !== idTimestampInfo)
    throw wrong('its attributes say that something else is signed');
  const [said] = valuesOf(list, attributes.messageDigest);
  const isOver =
    content !== undefined &&
    said instanceof OctetString &&
    sameBytes(digest.of(new Uint8Array(content)), said.valueBlock.valueHexView);
  if (!isOver) throw wrong('its contents were changed');
  const encoded = signerInfo.signedAttrs?.encodedValue;
  const isGood =
    encoded !== undefined &&
    (await isSignedBy(
      signer.certificate,
      new Uint8Array(encoded),
      signerInfo.signature,
      signerInfo.signatureAlgorithm,
      leavesHashOpen(algorithmId) ? digest.name : undefined,
    ));
  if (!isGood) throw wrong('it was not made with the key of the certificate, or over something else');
  return signer;
}

/** RSA or elliptic curves named without a hash (RFC 3370 3.2, RFC 5753 2.1.1), which is then that of the attributes. */
const leavesHashOpen = (algorithmId: string): boolean =>
  algorithmId === '1.2.840.113549.1.1.1' || algorithmId === '1.2.840.10045.2.1';

/**
 * Whether every ESSCertID (RFC 2634) and ESSCertIDv2 (RFC 5035) that binds the signature binds it to this certificate; there must be one
 * (RFC 3161 2.4.2, RFC 5816 2.2.1). The first of several is the signer's own. SHA-1 is what ESSCertID has: another certificate of the
 * same hash for a given one cannot be made.
 */
function isBoundTo(list: readonly Attribute[], der: Uint8Array): boolean {
  const first = (type: string): readonly BaseBlock[] => {
    const [value] = valuesOf(list, type);
    const [certificates] = partsOf(value);
    const [own] = partsOf(certificates);
    return partsOf(own);
  };
  const old = first(attributes.signingCertificate);
  const fresh = first(attributes.signingCertificateV2);
  if (old.length === 0 && fresh.length === 0) return false;
  return (old.length === 0 || isHash(sha1, old[0], der)) && (fresh.length === 0 || isFresh(fresh, der));
}

function isFresh([first, second]: readonly BaseBlock[], der: Uint8Array): boolean {
  const [algorithm] = partsOf(first);
  // SHA-256 is the default, and left out then.
  if (algorithm === undefined) return isHash(sha256, first, der);
  const digest = algorithm instanceof ObjectIdentifier ? digests[algorithm.valueBlock.toString()] : undefined;
  return digest !== undefined && isHash(digest.of, second, der);
}

const isHash = (digest: Digest, value: BaseBlock | undefined, der: Uint8Array): boolean =>
  value instanceof OctetString && sameBytes(digest(der), value.valueBlock.valueHexView);

function isNamed({ sid }: SignerInfo, { certificate }: HeldCertificate): boolean {
  const name: unknown = sid;
  // The other way, by the key's identifier, says no more than the binding above.
  if (!(name instanceof IssuerAndSerialNumber)) return true;
  return name.issuer.isEqual(certificate.issuer) && name.serialNumber.isEqual(certificate.serialNumber);
}

/** The one value of an attribute; an attribute that is there twice has none. */
function valuesOf(list: readonly Attribute[], type: string): readonly unknown[] {
  const [attribute, again] = list.filter((one) => one.type === type);
  return attribute === undefined || again !== undefined || attribute.values.length !== 1 ? [] : attribute.values;
}

/** RFC 3161 2.3: extendedKeyUsage is critical and has the one purpose. */
function checkPurpose({ certificate }: HeldCertificate, subject: string): void {
  const extension = extensionOf(certificate, id_ExtKeyUsage);
  const purposes = extension?.parsedValue;
  const isFit =
    extension?.critical === true &&
    purposes instanceof ExtKeyUsage &&
    purposes.keyPurposes.length === 1 &&
    purposes.keyPurposes[0] === idTimeStamping &&
    (mayBeUsedFor(certificate, keyUsage.digitalSignature) || mayBeUsedFor(certificate, keyUsage.nonRepudiation));
  if (!isFit) throw new Fault('timestamp_certificate_unfit', { subject });
}

function checkValidity({ certificate }: HeldCertificate, at: Date): void {
  if (certificate.notBefore.value <= at && at <= certificate.notAfter.value) return;
  const subject = nameOf(certificate.subject);
  throw new Fault('timestamp_certificate_expired', { subject, at: at.toISOString() });
}

async function checkRevocation(
  path: readonly HeldCertificate[],
  answers: readonly Uint8Array[],
  at: Date,
  told: Partial<TimestampVerdict>,
): Promise<TimestampVerdict> {
  let isRevocationChecked = false;
  let unknown: string | undefined;
  // The anchor is trusted by the person who gave it: nobody above could revoke it.
  for (const [index, held] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1];
    if (issuer === undefined) break;
    const revocation = await revocationAt(held, issuer, answers, at);
    const subject = nameOf(held.certificate.subject);
    if (revocation.state === 'revoked')
      throw new Fault('timestamp_certificate_revoked', {
        ...{ subject, at: at.toISOString() },
        revokedAt: revocation.since.toISOString(),
      });
    if (revocation.state === 'unknown') unknown ??= subject;
    if (revocation.state === 'good') isRevocationChecked = true;
  }
  if (unknown !== undefined) {
    const values = { subject: unknown, at: at.toISOString() };
    return { ...told, ok: null, code: 'timestamp_revocation_unknown', values };
  }
  return { ...told, ok: true, values: {}, isRevocationChecked };
}
