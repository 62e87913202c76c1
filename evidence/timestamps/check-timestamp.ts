import { createHash } from 'node:crypto';
import {
  Certificate,
  type CertificateSetItem,
  ExtKeyUsage,
  id_ExtKeyUsage,
  id_eContentType_TSTInfo,
  id_sha256,
  PKIStatus,
  SignedData,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';

/** What a response says that was found good. */
export interface CheckedTimestamp {
  /** genTime: what the authority says the time was. */
  readonly stampedAt: Date;
  /** The authority's own, which the token holds. */
  readonly signer: Certificate;
  /** All that the token holds. */
  readonly certificates: readonly Certificate[];
}

const idTimeStamping = '1.3.6.1.5.5.7.3.8';

/**
 * Whether a TimeStampResp (RFC 3161 section 2.4.2) grants a timestamp over the SHA-256 of `data`, signed by a certificate for timestamping
 * that it holds. Whether that certificate is to be trusted, was valid then and is not revoked is not looked at.
 *
 * @param response DER
 * @param nonce that of the request, which must come back; without it any will do
 * @throws Error whose message says what is wrong with it
 */
export async function checkTimestamp(
  response: Uint8Array,
  data: Uint8Array,
  nonce?: Uint8Array,
): Promise<CheckedTimestamp> {
  const signed = readToken(response);
  const info = readInfo(signed);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = createHash('sha256').update(data).digest();
  if (hashAlgorithm.algorithmId !== id_sha256 || !imprint.equals(hashedMessage.valueBlock.valueHexView))
    throw new Error('the timestamp is over something else');
  if (nonce !== undefined && (info.nonce === undefined || !unsigned(info.nonce.valueBlock.valueHexView).equals(nonce)))
    throw new Error('the timestamp is not the answer to this request: its nonce differs');

  const certificates = (signed.certificates ?? []).filter(isCertificate);
  const { signer, ok } = await verifySignature(signed, data);
  if (!ok || signer === undefined) throw new Error('the signature of the timestamp is wrong');
  if (!isForTimestamping(signer)) throw new Error('it is signed by a certificate that is not for timestamping');
  return { stampedAt: info.genTime, signer, certificates };
}

function readToken(response: Uint8Array): SignedData {
  const parsed = parse(() => TimeStampResp.fromBER(Uint8Array.from(response)), 'the answer is no timestamp response');
  if (parsed.status.status !== PKIStatus.granted && parsed.status.status !== PKIStatus.grantedWithMods) {
    const words = parsed.status.statusStrings?.map((string) => string.valueBlock.value).join(' ') ?? '';
    throw new Error(
      `it refused to give a timestamp (status ${parsed.status.status}${words === '' ? '' : `: ${words}`})`,
    );
  }
  const token = parsed.timeStampToken;
  if (token === undefined) throw new Error('the answer holds no timestamp');
  return parse(() => new SignedData({ schema: token.content }), 'the timestamp is no signed data');
}

function readInfo(signed: SignedData): TSTInfo {
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== id_eContentType_TSTInfo || eContent === undefined)
    throw new Error('what is signed is no timestamp');
  return parse(() => TSTInfo.fromBER(eContent.getValue()), 'what is signed is no timestamp');
}

/** Exactly one signature (RFC 3161 section 2.4.2). The imprint is compared once more on the way. */
async function verifySignature(signed: SignedData, data: Uint8Array): Promise<{ signer?: Certificate; ok: boolean }> {
  if (signed.signerInfos.length !== 1) return { ok: false };
  try {
    const result = await signed.verify({
      signer: 0,
      data: Uint8Array.from(data).buffer,
      checkChain: false,
      extendedMode: true,
    });
    const signer = result.signerCertificate;
    return { ok: result.signatureVerified === true, ...(signer ? { signer } : {}) };
  } catch {
    // It throws a description of what does not hold, which says no more than that.
    return { ok: false };
  }
}

/** RFC 3161 section 2.3: the one purpose, and critical. */
function isForTimestamping(certificate: Certificate): boolean {
  const extension = certificate.extensions?.find(({ extnID }) => extnID === id_ExtKeyUsage);
  const purposes = extension?.parsedValue;
  return (
    extension?.critical === true &&
    purposes instanceof ExtKeyUsage &&
    purposes.keyPurposes.length === 1 &&
    purposes.keyPurposes[0] === idTimeStamping
  );
}

const isCertificate = (item: CertificateSetItem): item is Certificate => item instanceof Certificate;

/** Without the zeros that keep an INTEGER positive. */
function unsigned(integer: Uint8Array): Buffer {
  const first = integer.findIndex((byte) => byte !== 0);
  return Buffer.from(first === -1 ? [] : integer.subarray(first));
}

function parse<Result>(read: () => Result, otherwise: string): Result {
  try {
    return read();
  } catch (error) {
    throw new Error(otherwise, { cause: error });
  }
}
