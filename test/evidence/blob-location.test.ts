import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBlobStoreLocation } from '../../evidence/blobs/blob-store-location.js';

const bucket = {
  kind: 's3',
  bucket: 'captures',
  prefix: '',
  endpoint: undefined,
  region: undefined,
  forcePathStyle: false,
};

describe('the setting of a blob store', () => {
  test.each([
    ['data/blobs', { kind: 'folder', folder: resolve('data/blobs') }],
    ['/data/采集件', { kind: 'folder', folder: '/data/采集件' }],
    ['s3://captures', bucket],
    ['S3://captures/', bucket],
    ['s3://captures/hubei/2026/', { ...bucket, prefix: 'hubei/2026' }],
    ['s3://captures/采集件', { ...bucket, prefix: '采集件' }],
    ['s3://captures?region=cn-north-1', { ...bucket, region: 'cn-north-1' }],
    [
      's3://captures?endpoint=http://127.0.0.1:9000',
      { ...bucket, endpoint: 'http://127.0.0.1:9000', region: 'us-east-1', forcePathStyle: true },
    ],
    [
      's3://captures/a?endpoint=https%3A%2F%2Foss.example&region=cn-wuhan&forcePathStyle=false',
      { ...bucket, prefix: 'a', endpoint: 'https://oss.example', region: 'cn-wuhan' },
    ],
  ])('%s is understood', (setting, location) => {
    expect(readBlobStoreLocation(setting)).toEqual(location);
  });

  test.each([
    ['https://bucket.example/a', /write a folder, or s3:\/\//],
    ['s3:captures', /write a folder, or s3:\/\//],
    ['s3://', /bucket’s name/],
    ['s3://Captures', /bucket’s name/],
    ['s3://captures:9000/a', /bucket’s name/],
    ['s3://captures?endpoint=127.0.0.1:9000', /endpoint has to be an http or https URL/],
    ['s3://captures?region=cn north', /region has to be a word/],
    ['s3://captures?forcePathStyle=yes', /forcePathStyle has to be true or false/],
    ['s3://captures?pathStyle=true', /pathStyle is none of them/],
    ['s3://captures?region=a&region=b', /given twice/],
    ['s3://captures/100%', /write %25/],
    ['s3://captures/a#b', /#/],
  ])('%s is refused in one sentence', (setting, message) => {
    expect(() => readBlobStoreLocation(setting)).toThrow(
      expect.objectContaining({ code: 'bad_setting', message: expect.stringMatching(message) }),
    );
  });

  test.each([
    's3://AKIA1:geheim@captures',
    's3://AKIA1@captures',
    's3://captures?accessKeyId=AKIA1&secretAccessKey=geheim',
    's3://captures?sessionToken=geheim',
    's3://captures?endpoint=http://AKIA1:geheim@127.0.0.1:9000',
  ])('credentials in it are refused, and not repeated (%#)', (setting) => {
    const read = () => readBlobStoreLocation(setting);
    expect(read).toThrow(/^The setting BLOB_STORE is not usable: credentials do not belong into it.*AWS_ACCESS_KEY_ID/);
    expect(read).not.toThrow(/geheim|AKIA1/);
  });
});
