import { createHash, randomBytes } from 'node:crypto';
import { Integer, Null, OctetString } from 'asn1js';
import { AlgorithmIdentifier, id_sha256, MessageImprint, TimeStampReq } from 'pkijs';
import { messageOf, RetriedError } from '../../contracts/errors.js';
import { checkTimestamp } from './check-timestamp.js';
import { collectChain, collectRevocation } from './collect-certificates.js';
import { type Fetch, fetchLimited } from './fetch-limited.js';

/** An authority's statement of when some bytes existed, with what it takes to check it offline. */
export interface Timestamp {
  /** URL. */
  readonly authority: string;
  /** The whole TimeStampResp, DER. */
  readonly response: Uint8Array;
  /** DER: the authority's own first, up to its root where that is known. */
  readonly certificates: readonly Uint8Array[];
  /** DER: certificate revocation lists, as they were then. */
  readonly revocation: readonly Uint8Array[];
  /**
   * False: a certificate names a CRL or an OCSP responder and no list was had for it, so that a verifier cannot check the timestamp without
   * one of its own.
   */
  readonly isRevocationKnown: boolean;
  /** genTime */
  readonly stampedAt: Date;
  /** genTime minus the middle of our request; most authorities give whole seconds. */
  readonly offsetMilliseconds: number;
}

interface RequestOptions {
  readonly signal?: AbortSignal;
  /** The global one where absent. */
  readonly fetch?: Fetch;
  readonly clock: { now(): Date };
}

const timeoutMilliseconds = 30_000;
/** A response is some kilobytes, and ten times that with a long chain. */
const mostBytes = 1024 * 1024;

/**
 * Has an authority (RFC 3161 over HTTP, section 3.4) timestamp the SHA-256 of `data`, checks the answer, and fetches what is missing of the
 * certificates and their revocation lists. Without those the timestamp is returned all the same.
 *
 * @param authority URL
 * @throws RetriedError `timestamp_failed` with a sentence that names the authority and what is wrong
 */
export async function requestTimestamp(
  authority: string,
  data: Uint8Array,
  { signal = new AbortController().signal, fetch = globalThis.fetch, clock }: RequestOptions,
): Promise<Timestamp> {
  const network = { fetch, signal };
  try {
    const nonce = newNonce();
    const before = clock.now().getTime();
    const response = await fetchLimited(
      authority,
      {
        method: 'POST',
        body: timestampRequest(data, nonce),
        headers: { 'content-type': 'application/timestamp-query' },
      },
      { ...network, timeoutMilliseconds, mostBytes },
    );
    const middle = (before + clock.now().getTime()) / 2;
    const { stampedAt, signer, certificates } = await checkTimestamp(response, data, nonce);
    const chain = await collectChain(signer, certificates, network);
    const revocation = await collectRevocation(chain, [], network);
    return {
      authority,
      response,
      certificates: chain.map((certificate) => new Uint8Array(certificate.toSchema().toBER())),
      revocation: revocation.lists,
      isRevocationKnown: revocation.isKnown,
      stampedAt,
      offsetMilliseconds: Math.round(stampedAt.getTime() - middle),
    };
  } catch (error) {
    const why = signal.aborted ? 'the request was stopped' : messageOf(error);
    throw new RetriedError('timestamp_failed', `The timestamp authority ${authority} gave no timestamp: ${why}.`, {
      cause: error,
    });
  }
}

/** 16 random bytes, the first of them from 1 to 127: the shortest INTEGER that holds them is these bytes. */
function newNonce(): Uint8Array {
  const nonce = randomBytes(16);
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 1;
  return nonce;
}

/** TimeStampReq (section 2.4.1), which asks for the authority's certificate. */
function timestampRequest(data: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: id_sha256, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: Uint8Array.from(createHash('sha256').update(data).digest()) }),
    }),
    nonce: new Integer({ valueHex: Uint8Array.from(nonce) }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}
