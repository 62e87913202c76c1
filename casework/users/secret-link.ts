import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits that only their owner has; we keep their hash. */
export interface OneSecret {
  readonly secret: string;
  readonly sha256: string;
}

/** @param prefix tells what it is where it is found, in a log or a repository */
export function newSecret(prefix = ''): OneSecret {
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { secret, sha256: hashOfSecret(secret) };
}

/** SHA-256, lower-case hex. Of random bits: nothing slower is needed. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
