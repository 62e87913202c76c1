import { readCertificate } from '../verify/timestamp/certificates.js';
import { collectRevocation } from './collect-certificates.js';
import type { Timestamp } from './request-timestamp.js';

/**
 * The revocation lists of a timestamp that was kept, with those that could not be had when it was given and can be now. A list that is newer
 * than the timestamp says more than one of its own time.
 */
export async function completeRevocation({
  certificates,
  revocation,
}: Pick<Timestamp, 'certificates' | 'revocation'>): Promise<Pick<Timestamp, 'revocation' | 'isRevocationKnown'>> {
  const chain = certificates.flatMap((der) => readCertificate(der)?.certificate ?? []);
  const network = { fetch, signal: new AbortController().signal };
  const { lists, isKnown } = await collectRevocation(chain, revocation, network);
  return { revocation: lists, isRevocationKnown: isKnown };
}
