import type { LedgerExtract } from '../../contracts/evidence-package.js';
import { completeRevocation } from '../timestamps/complete-revocation.js';

/**
 * Heads of the ledger, their timestamps with the revocation lists that could not be had when they were given. Without those every package
 * that holds such a head could never be checked by itself, however often it is exported.
 *
 * @returns also the authorities whose lists cannot be had now either
 */
export async function completeSeals(
  seals: LedgerExtract['seals'],
): Promise<{ seals: LedgerExtract['seals']; withoutRevocation: string[] }> {
  const withoutRevocation: string[] = [];
  const completed = seals.map(async (seal) => {
    const timestamps = seal.timestamps.map(async (timestamp) => {
      const { revocation, isRevocationKnown } = await completeRevocation({
        certificates: timestamp.certificates.map(fromBase64),
        revocation: timestamp.revocation.map(fromBase64),
      });
      if (!isRevocationKnown) withoutRevocation.push(timestamp.authority);
      return { ...timestamp, revocation: revocation.map((list) => Buffer.from(list).toString('base64')) };
    });
    return { ...seal, timestamps: await Promise.all(timestamps) };
  });
  return { seals: await Promise.all(completed), withoutRevocation };
}

const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');
