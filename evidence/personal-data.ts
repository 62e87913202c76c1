import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { InputError } from '../contracts/errors.js';
import type { PersonalDataSecret } from './keys.js';

/** What names people is kept as a keyed hash, by which it is found again, and encrypted. Neither can be read from the database alone. */
export interface PersonalData {
  /** HMAC-SHA-256 under a key of its purpose, lower-case hex: the same text gives the same for the life of the deployment. */
  hash(purpose: 'identity number' | 'complaint code', text: string): string;
  /** AES-256-GCM under the newest secret: `version.nonce.ciphertext.tag`, base64url. */
  seal(text: string): string;
  /** @throws InputError `sealed_unreadable` when it was changed, or its secret is gone */
  open(sealed: string): string;
}

const nonceBytes = 12;
const tagBytes = 16;

/** @param secrets the newest first; the oldest makes the hashes, or nothing that was hashed would be found again */
export function openPersonalData(secrets: readonly PersonalDataSecret[]): PersonalData {
  const [newest, oldest] = [secrets[0], secrets.at(-1)];
  if (newest === undefined || oldest === undefined) throw new RangeError('There is no secret.');
  return {
    hash: (purpose, text) => createHmac('sha256', derivedKey(oldest, purpose)).update(text).digest('hex'),
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', derivedKey(newest, 'encryption'), nonce);
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return [newest.version, ...parts].join('.');
    },
    open(sealed) {
      const [version, nonce, ciphertext, tag] = sealed.split('.');
      const secret = secrets.find((one) => String(one.version) === version);
      if (secret === undefined || nonce === undefined || ciphertext === undefined || tag === undefined)
        throw unreadable();
      const authTag = Buffer.from(tag, 'base64url');
      if (authTag.length !== tagBytes) throw unreadable();
      const decipher = createDecipheriv(
        'aes-256-gcm',
        derivedKey(secret, 'encryption'),
        Buffer.from(nonce, 'base64url'),
      );
      decipher.setAuthTag(authTag);
      try {
        return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString(
          'utf8',
        );
      } catch (cause) {
        throw unreadable(cause);
      }
    },
  };
}

/** A key of 256 bits for one purpose alone (HKDF, RFC 5869). */
function derivedKey({ value }: PersonalDataSecret, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(value, 'base64url'), '', `guazheng ${purpose}`, 32));
}

function unreadable(cause?: unknown): InputError {
  const message =
    'Encrypted personal data cannot be read: it was changed, or its secret is missing from the folder of the keys; put the file back.';
  return new InputError('sealed_unreadable', message, { cause });
}
