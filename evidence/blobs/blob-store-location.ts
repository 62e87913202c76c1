import { resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../contracts/errors.js';

/** A bucket of an S3-compatible service, without what opens it: credentials come from the AWS SDK's usual environment. */
export interface S3Location {
  readonly kind: 's3';
  readonly bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string;
  /** Without one, the SDK's: Amazon's own, or `AWS_ENDPOINT_URL_S3`. */
  readonly endpoint: string | undefined;
  /** Without one, the SDK's: `AWS_REGION` or the profile's. */
  readonly region: string | undefined;
  /** The bucket in the path instead of the host name. */
  readonly forcePathStyle: boolean;
}

export type BlobStoreLocation = { readonly kind: 'folder'; readonly folder: string } | S3Location;

const example = 's3://bucket/prefix?endpoint=https://host:9000&region=cn-north-1&forcePathStyle=true';

const query = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/, error: 'endpoint has to be an http or https URL' }).optional(),
  region: z
    .string()
    .regex(/^[a-zA-Z0-9-]+$/, 'region has to be a word such as cn-north-1')
    .optional(),
  forcePathStyle: z.enum(['true', 'false'], 'forcePathStyle has to be true or false').optional(),
});

/**
 * Reads the setting `BLOB_STORE`: a folder, or `s3://bucket/prefix?endpoint=…&region=…&forcePathStyle=…`. With an endpoint,
 * the region is `us-east-1` and the path style on unless said otherwise, as S3-compatible servers expect it.
 *
 * @throws InputError `bad_setting`; no part of the setting that could be a secret is repeated
 */
export function readBlobStoreLocation(setting: string): BlobStoreLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(setting)?.[1]?.toLowerCase();
  if (scheme === undefined && !/^s3:/i.test(setting)) return { kind: 'folder', folder: resolve(setting) };
  if (scheme !== 's3' || !URL.canParse(setting)) throw unusable(`write a folder, or ${example}`);
  const url = new URL(setting);
  const keys = [...url.searchParams.keys()];
  if (url.username !== '' || url.password !== '' || keys.some((key) => /key|secret|token|password/i.test(key)))
    throw holdsCredentials();
  if (new Set(keys).size < keys.length) throw unusable('a parameter is given twice');
  const parsed = query.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unusable(
      issue?.code === 'unrecognized_keys'
        ? `the parameters are endpoint, region and forcePathStyle, and ${issue.keys.join(', ')} is none of them`
        : (issue?.message ?? `write ${example}`),
    );
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host))
    throw unusable(`the bucket’s name has to be 3 to 63 lower-case letters, digits, points and hyphens: ${example}`);
  if (url.hash !== '') throw unusable('a # has no meaning in it');
  const { endpoint, region, forcePathStyle } = parsed.data;
  if (endpoint !== undefined) {
    const { username, password } = new URL(endpoint);
    if (username !== '' || password !== '') throw holdsCredentials();
  }
  return {
    kind: 's3',
    bucket: url.host,
    prefix: readPrefix(url.pathname),
    endpoint,
    region: region ?? (endpoint === undefined ? undefined : 'us-east-1'),
    forcePathStyle: forcePathStyle === undefined ? endpoint !== undefined : forcePathStyle === 'true',
  };
}

function readPrefix(pathname: string): string {
  try {
    return decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  } catch {
    throw unusable('its prefix has a % that is no escape; write %25');
  }
}

const unusable = (why: string) => new InputError('bad_setting', `The setting BLOB_STORE is not usable: ${why}.`);

const holdsCredentials = () =>
  unusable(
    'credentials do not belong into it; give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or as an AWS profile',
  );
