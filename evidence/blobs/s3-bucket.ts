import { S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from './blob-store-location.js';

/** The part of a bucket that a store is in, with the client that reaches it. */
export interface S3Bucket {
  readonly client: S3Client;
  readonly bucket: string;
  /** For sentences: `the S3 bucket b at http://host:9000 (prefix p)`. */
  readonly name: string;
  /** The object's key, of its path in the store. */
  keyOf(path: string): string;
}

/** Tries of one request, the first included; the waits between them are the SDK's. */
const maxAttempts = 3;
const connectMilliseconds = 5_000;
/** Nothing came or went for so long. Not a limit of the whole: a large body over a slow line is no fault. */
const idleMilliseconds = 60_000;

const silent = () => undefined;

/** Opens no connection yet. */
export function createS3Bucket({ bucket, prefix, endpoint, region, forcePathStyle }: S3Location): S3Bucket {
  // The SDK would print its plans for Node.js versions among a command's own lines.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const client = new S3Client({
    forcePathStyle,
    maxAttempts,
    retryMode: 'standard',
    // Without a logger it warns on the console of what the error says anyway.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: { connectionTimeout: connectMilliseconds, socketTimeout: idleMilliseconds },
    // Contents carry their SHA-256; a checksum of the SDK's own would come as a trailer, which not every server understands.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
  });
  return {
    client,
    bucket,
    name: `the S3 bucket ${bucket}${endpoint === undefined ? '' : ` at ${endpoint}`}${prefix === '' ? '' : ` (prefix ${prefix})`}`,
    keyOf: (path) => (prefix === '' ? path : `${prefix}/${path}`),
  };
}
