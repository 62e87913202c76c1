import { id_BasicConstraints, id_ExtKeyUsage, id_KeyUsage } from 'pkijs';
import {
  authorityConstraints,
  type HeldCertificate,
  isKnownSignature,
  isSignedBy,
  keyUsage,
  mayBeUsedFor,
  sameBytes,
} from './certificates.js';

/** No authority has longer ones; more would be made to keep a verifier busy. */
const longestPath = 10;
/** Of those that came with a timestamp: an authority sends three or four. */
const mostIssuers = 20;
/** Certificates that the search comes to, whichever way: each costs signatures to be checked. */
const mostSteps = 100;

/** Extensions whose demands are met below or at the timestamp. RFC 5280 4.2: a critical one that is not known refuses the certificate. */
const understood: readonly string[] = [
  id_BasicConstraints,
  id_KeyUsage,
  id_ExtKeyUsage,
  // Certificate policies: any will do, as for a relying party that asks for none.
  '2.5.29.32',
];

/**
 * The way from a certificate to one of the anchors, both included (RFC 5280 section 6): each signed by the next, which is a certification
 * authority, within its path length, with no demand that is not understood (name and policy constraints are not: such a path is refused).
 * Validity and revocation are looked at afterwards, so that they have reasons of their own.
 *
 * @param issuers certificates that came with the timestamp: any of them may be a lie; the first twenty are looked at
 * @returns undefined where there is no such way
 */
export async function findPath(
  leaf: HeldCertificate,
  issuers: readonly HeldCertificate[],
  anchors: readonly HeldCertificate[],
): Promise<readonly HeldCertificate[] | undefined> {
  const candidates = [...anchors, ...issuers.slice(0, mostIssuers)];
  let steps = 0;
  const isAnchor = ({ der }: HeldCertificate): boolean => anchors.some((anchor) => sameBytes(anchor.der, der));

  async function extend(path: readonly HeldCertificate[]): Promise<readonly HeldCertificate[] | undefined> {
    const last = path.at(-1);
    steps += 1;
    if (last === undefined || path.length > longestPath || steps > mostSteps) return undefined;
    if (isAnchor(last)) return path;
    if (hasUnknownDemand(last)) return undefined;
    for (const issuer of candidates) {
      if (path.some(({ der }) => sameBytes(der, issuer.der))) continue;
      // Authorities between the leaf and this one.
      if (!(await hasIssued(issuer, last, path.length - 1))) continue;
      const whole = await extend([...path, issuer]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }
  return extend([leaf]);
}

function hasUnknownDemand({ certificate }: HeldCertificate): boolean {
  return (certificate.extensions ?? []).some(({ critical, extnID }) => critical && !understood.includes(extnID));
}

async function hasIssued(issuer: HeldCertificate, subject: HeldCertificate, between: number): Promise<boolean> {
  if (!subject.certificate.issuer.isEqual(issuer.certificate.subject)) return false;
  const constraints = authorityConstraints(issuer.certificate);
  if (constraints === undefined || constraints.pathLength < between) return false;
  if (!mayBeUsedFor(issuer.certificate, keyUsage.keyCertSign)) return false;
  const { tbsView, signatureValue, signatureAlgorithm } = subject.certificate;
  return (
    isKnownSignature(signatureAlgorithm) &&
    (await isSignedBy(issuer.certificate, tbsView, signatureValue, signatureAlgorithm))
  );
}
