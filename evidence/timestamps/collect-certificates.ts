import {
  Certificate,
  CertificateRevocationList,
  ContentInfo,
  CRLDistributionPoints,
  GeneralName,
  InfoAccess,
  id_AuthorityInfoAccess,
  id_ad_caIssuers,
  id_ContentType_SignedData,
  id_CRLDistributionPoints,
  SignedData,
} from 'pkijs';
import { namesRevocation } from '../verify/timestamp/certificates.js';
import { type FetchLimits, fetchLimited } from './fetch-limited.js';

type Network = Pick<FetchLimits, 'fetch' | 'signal'>;

/** More certificates between an authority and its root than any has. */
const longestChain = 8;
const timeoutMilliseconds = 15_000;
const mostBytesOfCertificates = 256 * 1024;
/** Public authorities keep lists of some hundred kilobytes; each is kept with each timestamp. */
const mostBytesOfList = 4 * 1024 * 1024;
/** tag [6] of GeneralName: uniformResourceIdentifier. */
const uriName = 6;

/**
 * The chain from a certificate to its root, as far as it can be had: of the given ones, or else from where a certificate says that its
 * issuer's is (caIssuers, RFC 5280 section 4.2.2.1). Ends early where an issuer cannot be had: who verifies may know it.
 */
export async function collectChain(
  first: Certificate,
  given: readonly Certificate[],
  network: Network,
): Promise<Certificate[]> {
  const chain = [first];
  while (chain.length < longestChain) {
    const last = chain.at(-1);
    if (last === undefined || last.subject.isEqual(last.issuer)) break;
    const issuer = (await issuerAmong(given, last)) ?? (await issuerAmong(await fetchIssuers(last, network), last));
    if (issuer === undefined) break;
    chain.push(issuer);
  }
  return chain;
}

/** What could be had of revocation. */
export interface CollectedRevocation {
  /** DER */
  readonly lists: readonly Uint8Array[];
  /** False: a certificate names a place where its revocation could be learnt, and no list was had for it. */
  readonly isKnown: boolean;
}

/**
 * Revocation lists of all certificates but the root, in DER: those that are held, and of the others what can be had from where the
 * certificates say (RFC 5280 section 4.2.1.13). OCSP responders are not asked: of a certificate that names one alone nothing is known.
 */
export async function collectRevocation(
  chain: readonly Certificate[],
  held: readonly Uint8Array[],
  network: Network,
): Promise<CollectedRevocation> {
  const revocable = chain.filter((certificate) => !certificate.subject.isEqual(certificate.issuer));
  const lacking = revocable.filter((certificate) => !held.some((list) => isListFor(list, certificate)));
  const fetched = await Promise.all(lacking.map((certificate) => fetchList(certificate, network)));
  return {
    lists: [...held, ...fetched.filter((list) => list !== undefined)],
    isKnown: lacking.every((certificate, index) => fetched[index] !== undefined || !namesRevocation(certificate)),
  };
}

async function issuerAmong(certificates: readonly Certificate[], of: Certificate): Promise<Certificate | undefined> {
  for (const candidate of certificates) {
    if (!candidate.subject.isEqual(of.issuer)) continue;
    if (await of.verify(candidate).catch(() => false)) return candidate;
  }
  return undefined;
}

async function fetchIssuers(certificate: Certificate, network: Network): Promise<Certificate[]> {
  const access = certificate.extensions?.find(({ extnID }) => extnID === id_AuthorityInfoAccess)?.parsedValue;
  if (!(access instanceof InfoAccess)) return [];
  const places = access.accessDescriptions
    .filter(({ accessMethod }) => accessMethod === id_ad_caIssuers)
    .map(({ accessLocation }) => accessLocation);
  const body = await fetchFirst(places, mostBytesOfCertificates, network);
  return body === undefined ? [] : readCertificates(body);
}

/** One certificate, or several in a CMS message (section 4.2.2.1); nothing when it is neither. */
function readCertificates(received: Uint8Array): Certificate[] {
  const body = Uint8Array.from(received);
  const certificate = attempt(() => Certificate.fromBER(body));
  if (certificate !== undefined) return [certificate];
  const message = attempt(() => ContentInfo.fromBER(body));
  if (message?.contentType !== id_ContentType_SignedData) return [];
  const signed = attempt(() => new SignedData({ schema: message.content }));
  return (signed?.certificates ?? []).filter((item) => item instanceof Certificate);
}

async function fetchList(certificate: Certificate, network: Network): Promise<Uint8Array | undefined> {
  const points = certificate.extensions?.find(({ extnID }) => extnID === id_CRLDistributionPoints)?.parsedValue;
  if (!(points instanceof CRLDistributionPoints)) return undefined;
  const places = points.distributionPoints.flatMap(({ distributionPoint }) =>
    Array.isArray(distributionPoint) ? distributionPoint.filter((name) => name instanceof GeneralName) : [],
  );
  const body = await fetchFirst(places, mostBytesOfList, network);
  return body !== undefined && isListFor(body, certificate) ? body : undefined;
}

function isListFor(der: Uint8Array, certificate: Certificate): boolean {
  const list = attempt(() => CertificateRevocationList.fromBER(Uint8Array.from(der)));
  return list?.issuer.isEqual(certificate.issuer) === true;
}

/** The first of several places that answers. Over plain HTTP alone: what is fetched is signed, and HTTPS would need a revocation check itself. */
async function fetchFirst(
  places: readonly GeneralName[],
  mostBytes: number,
  network: Network,
): Promise<Uint8Array | undefined> {
  for (const { type, value } of places) {
    const url: unknown = value;
    if (type !== uriName || typeof url !== 'string' || !/^http:/i.test(url)) continue;
    try {
      return await fetchLimited(url, {}, { ...network, timeoutMilliseconds, mostBytes });
    } catch {
      network.signal.throwIfAborted();
      // What cannot be had now is missing in the timestamp; its verifier says so.
    }
  }
  return undefined;
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
