import type { BitString, OctetString } from 'asn1js';
import { type BaseBlock, fromBER, Sequence } from 'asn1js';
import {
  type AlgorithmIdentifier,
  BasicConstraints,
  Certificate,
  type Extension,
  getCrypto,
  InfoAccess,
  id_AuthorityInfoAccess,
  id_ad_ocsp,
  id_BasicConstraints,
  id_CRLDistributionPoints,
  id_KeyUsage,
  type RelativeDistinguishedNames,
} from 'pkijs';

/** A certificate (RFC 5280) with the very bytes that it came in: hashes of certificates are made over these. */
export interface HeldCertificate {
  readonly der: Uint8Array;
  readonly certificate: Certificate;
}

/** @returns undefined where the bytes are no certificate */
export function readCertificate(der: Uint8Array): HeldCertificate | undefined {
  try {
    return { der, certificate: Certificate.fromBER(new Uint8Array(der)) };
  } catch {
    return undefined;
  }
}

/** The one value that the bytes are, to the last of them. @throws Error where they are anything else */
export function parseDer(der: Uint8Array): BaseBlock {
  const { offset, result } = fromBER(new Uint8Array(der));
  if (offset !== der.length) throw new Error('it is not one value in DER');
  return result;
}

/** The values within a SEQUENCE, or none. */
export const partsOf = (value: unknown): readonly BaseBlock[] =>
  value instanceof Sequence ? value.valueBlock.value : [];

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

export function extensionOf(certificate: Certificate, id: string): Extension | undefined {
  return certificate.extensions?.find(({ extnID }) => extnID === id);
}

/** RFC 4514, near enough to be read: `CN=…, O=…`. */
export function nameOf(name: RelativeDistinguishedNames): string {
  const short: Readonly<Record<string, string>> = {
    '2.5.4.3': 'CN',
    '2.5.4.6': 'C',
    '2.5.4.7': 'L',
    '2.5.4.8': 'ST',
    '2.5.4.10': 'O',
    '2.5.4.11': 'OU',
  };
  return name.typesAndValues
    .map(({ type, value }) => `${short[type] ?? type}=${String(value.valueBlock.value)}`)
    .join(', ');
}

/** basicConstraints of a certification authority (RFC 5280 4.2.1.9); undefined for any other certificate. */
export function authorityConstraints(certificate: Certificate): { readonly pathLength: number } | undefined {
  const constraints = extensionOf(certificate, id_BasicConstraints)?.parsedValue;
  if (!(constraints instanceof BasicConstraints) || !constraints.cA) return undefined;
  const { pathLenConstraint } = constraints;
  return { pathLength: typeof pathLenConstraint === 'number' ? pathLenConstraint : Number.POSITIVE_INFINITY };
}

/** Bits of keyUsage (RFC 5280 4.2.1.3), counted from the first. */
export const keyUsage = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;

/** A certificate without the extension may be used for everything. */
export function mayBeUsedFor(certificate: Certificate, bit: number): boolean {
  const usage = extensionOf(certificate, id_KeyUsage)?.parsedValue;
  if (usage === undefined) return true;
  const bits: unknown = usage.valueBlock?.valueHexView;
  return bits instanceof Uint8Array && ((bits[0] ?? 0) & (0x80 >> bit)) !== 0;
}

/** Whether a certificate says where its revocation could be learnt, a CRL or an OCSP responder: then there must be an answer. */
export function namesRevocation(certificate: Certificate): boolean {
  const access = extensionOf(certificate, id_AuthorityInfoAccess)?.parsedValue;
  const hasResponder =
    access instanceof InfoAccess && access.accessDescriptions.some(({ accessMethod }) => accessMethod === id_ad_ocsp);
  return hasResponder || extensionOf(certificate, id_CRLDistributionPoints) !== undefined;
}

/** SHA-1 and MD5 are left out: signatures with them can be forged. */
const safeSignatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
  // RSASSA-PSS: its own parameters say the hash.
  '1.2.840.113549.1.1.10': 'PSS',
};

/** Whether the program can check signatures of this algorithm, given alone or with a hash beside it (RFC 5652 has both). */
export function isKnownSignature(algorithm: AlgorithmIdentifier): boolean {
  return safeSignatures[algorithm.algorithmId] !== undefined;
}

/** Whether the holder of the certificate signed the data. A key or signature that cannot be read signed nothing. */
export async function isSignedBy(
  signer: Certificate,
  data: Uint8Array,
  signature: BitString | OctetString,
  algorithm: AlgorithmIdentifier,
  hash?: string,
): Promise<boolean> {
  try {
    return await getCrypto(true).verifyWithPublicKey(
      new Uint8Array(data),
      signature,
      signer.subjectPublicKeyInfo,
      algorithm,
      hash,
    );
  } catch {
    return false;
  }
}
