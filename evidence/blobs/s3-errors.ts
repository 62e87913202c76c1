import {
  DeadError,
  FatalError,
  type GuazhengError,
  InputError,
  messageOf,
  PutOffError,
  systemCodeOf,
} from '../../contracts/errors.js';

/**
 * What a person does about an error code, by what it means for the work: `away` may pass, `refused` needs a person,
 * `full` needs room, `large` is one blob's own fault.
 */
type Meaning = 'away' | 'refused' | 'full' | 'large';

const rights =
  'these credentials may not use it; grant them s3:ListBucket on the bucket, and s3:GetObject and s3:PutObject on its objects';
const wrongKey = 'the credentials are wrong; correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the AWS profile';
const expired = 'the session of these credentials has ended; give new ones';
const elsewhere = 'it is in another region; write that one as region= in BLOB_STORE';
const noRoom = 'it is full or over its quota; make room or raise the quota';
const untrusted = 'its certificate is not trusted; correct it, or name its authority in NODE_EXTRA_CA_CERTS';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, what other servers answer, and what Node.js says. */
const meanings: Readonly<Record<string, readonly [Meaning, string]>> = {
  NoSuchBucket: ['refused', 'there is no such bucket; create it or correct BLOB_STORE'],
  AccessDenied: ['refused', rights],
  AllAccessDisabled: ['refused', rights],
  AccountProblem: ['refused', 'there is a problem with its account; ask its operator'],
  InvalidAccessKeyId: ['refused', wrongKey],
  SignatureDoesNotMatch: ['refused', wrongKey],
  ExpiredToken: ['refused', expired],
  InvalidToken: ['refused', expired],
  CredentialsProviderError: [
    'refused',
    'there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or an AWS profile',
  ],
  PermanentRedirect: ['refused', elsewhere],
  AuthorizationHeaderMalformed: ['refused', elsewhere],
  IllegalLocationConstraintException: ['refused', elsewhere],
  RequestTimeTooSkewed: ['refused', 'the clock of this machine differs from its own; set the clock'],
  QuotaExceeded: ['full', noRoom],
  XMinioStorageFull: ['full', noRoom],
  XMinioAdminBucketQuotaExceeded: ['full', noRoom],
  EntityTooLarge: ['large', 'it takes no object of that size'],
  SlowDown: ['away', 'it asks for fewer requests'],
  RequestTimeout: ['away', 'it did not receive everything in time'],
  TimeoutError: ['away', 'it did not answer in time'],
  ETIMEDOUT: ['away', 'it did not answer in time'],
  ECONNREFUSED: ['away', 'nothing listens there'],
  ECONNRESET: ['away', 'the connection broke'],
  ECONNABORTED: ['away', 'the connection broke'],
  EPIPE: ['away', 'the connection broke'],
  EHOSTUNREACH: ['away', 'there is no way to that host'],
  ENETUNREACH: ['away', 'there is no network'],
  ENETDOWN: ['away', 'there is no network'],
  ENOTFOUND: ['away', 'that host is not known'],
  EAI_AGAIN: ['away', 'the name server did not answer'],
  EPROTO: ['refused', 'it does not speak TLS; write http:// in the endpoint'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['refused', untrusted],
  SELF_SIGNED_CERT_IN_CHAIN: ['refused', untrusted],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['refused', untrusted],
  CERT_HAS_EXPIRED: ['refused', untrusted],
  ERR_TLS_CERT_ALTNAME_INVALID: ['refused', untrusted],
};

/** For an answer whose code is not known, or that has none (to HEAD). */
function byStatus(status: number, code: string): readonly [Meaning, string] {
  if (status === 507) return ['full', noRoom];
  if (status >= 500 || status === 429 || status === 408) return ['away', `it answers ${status} ${code}`];
  if (status === 401 || status === 403) return ['refused', rights];
  if (status === 301 || status === 307) return ['refused', elsewhere];
  return ['refused', `it answers ${status} ${code}; see its documentation`];
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** The code that the service or the operating system gave: `NoSuchKey`, `ECONNREFUSED`. */
export function s3CodeOf(error: unknown): string {
  return systemCodeOf(error) ?? (error instanceof Error ? error.name : '');
}

function meaningOf(error: unknown): readonly [Meaning, string] | undefined {
  const code = s3CodeOf(error);
  const known = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (known !== undefined) return known;
  const status = statusOf(error);
  return status === undefined ? undefined : byStatus(status, code);
}

/** What an error of the SDK means for the work that met it. Anything that does not come from the network stays what it is. */
export function duringWork(error: unknown, store: string): unknown {
  const meaning = meaningOf(error);
  if (meaning === undefined) return error;
  const [what, why] = meaning;
  const options = { cause: withoutRequest(error) };
  const errors: Readonly<Record<Meaning, () => GuazhengError>> = {
    away: () => new PutOffError('blob_store_away', `${sentence(store)} cannot be reached: ${why}.`, soon(), options),
    refused: () => new FatalError('blob_store_refused', `${sentence(store)} cannot be used: ${why}.`, options),
    full: () => new FatalError('blob_store_full', `${sentence(store)} cannot be used: ${why}.`, options),
    large: () => new DeadError('blob_too_large', `${sentence(store)} cannot take a blob: ${why}.`, options),
  };
  return errors[what]();
}

/** No page is to blame for a store that is away, so that none may use up its attempts meanwhile. */
const awayMilliseconds = 10_000;
const soon = (): Date => new Date(Date.now() + awayMilliseconds);

/** The same error before any work: the setting, or what it names, is to be put right. */
export function atStart(error: unknown, store: string): InputError {
  const [what, why] = meaningOf(error) ?? ['refused', messageOf(error)];
  const reason =
    what === 'away' ? `cannot be reached: ${why}; start it or correct the setting` : `cannot be used: ${why}`;
  return new InputError('blob_store_unusable', `${sentence(store)} (BLOB_STORE) ${reason}.`, {
    cause: withoutRequest(error),
  });
}

/** The SDK's errors carry the request, its Authorization header included, which has no place in a log. */
function withoutRequest(error: unknown): Error {
  return new Error(`${s3CodeOf(error)} ${statusOf(error) ?? ''}: ${messageOf(error)}`);
}

const sentence = (store: string) => `${store.slice(0, 1).toUpperCase()}${store.slice(1)}`;
