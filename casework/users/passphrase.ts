import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash, verify } from '@node-rs/argon2';
import { InputError } from '../../contracts/errors.js';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** Argon2id, the library's algorithm, at the cost that the OWASP password storage sheet names first: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** NIST SP 800-63B: at least fifteen characters where it may be the only factor. */
const shortest = 15;
const longest = 256;

/** @throws InputError when it is too short or too long */
export async function hashPassphrase(passphrase: string): Promise<string> {
  const text = passphrase.normalize('NFKC');
  const { length } = [...text];
  if (length < shortest)
    throw new InputError(
      'passphrase_short',
      `The passphrase has fewer than ${shortest} characters; take a longer one, a sentence for instance.`,
    );
  if (length > longest)
    throw new InputError('passphrase_long', `The passphrase has more than ${longest} characters; take a shorter one.`);
  return hash(text, cost);
}

/** @param stored in PHC notation, or `scrypt$…` from before */
export async function isPassphrase(passphrase: string, stored: string): Promise<boolean> {
  const text = passphrase.normalize('NFKC');
  return stored.startsWith('scrypt$') ? isByScrypt(text, stored) : verify(stored, text);
}

/** Whether it was hashed in a way that is given up, so that it is to be hashed again when it is next known. */
export function isOutdated(stored: string): boolean {
  return !stored.startsWith('$argon2id$');
}

/** Of nobody: checked where a name is unknown, so that it takes as long as a wrong passphrase. */
export const hashOfNobody =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

async function isByScrypt(text: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = stored.split('$');
  const parameters = { N: Number(N), r: Number(r), p: Number(p) };
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(text, Buffer.from(salt, 'base64'), expected.length, {
    ...parameters,
    // What scrypt needs, and a little more.
    maxmem: 128 * parameters.N * parameters.r + 2 ** 20,
  });
  return timingSafeEqual(actual, expected);
}
