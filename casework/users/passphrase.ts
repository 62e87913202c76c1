import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { InputError } from '../../contracts/errors.js';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** Cost as the OWASP password storage sheet recommends for scrypt: N = 2^17, r = 8, p = 1, 128 MiB. */
const cost = { N: 2 ** 17, r: 8, p: 1 };
const keyBytes = 32;
/** NIST SP 800-63B: at least eight characters, fifteen where it is the only factor. */
const shortest = 15;

/** @throws InputError when it is too short */
export async function hashPassphrase(passphrase: string): Promise<string> {
  const text = passphrase.normalize('NFKC');
  if ([...text].length < shortest)
    throw new InputError(
      'passphrase_short',
      `The passphrase has fewer than ${shortest} characters; take a longer one, a sentence for instance.`,
    );
  const salt = randomBytes(16);
  const key = await derive(text, salt, keyBytes, { ...cost, maxmem: memoryOf(cost) });
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

export async function isPassphrase(passphrase: string, hash: string): Promise<boolean> {
  const [name, N, r, p, salt = '', key = ''] = hash.split('$');
  if (name !== 'scrypt') throw new RangeError(`A passphrase is hashed by ${name}, which is not known.`);
  const parameters = { N: Number(N), r: Number(r), p: Number(p) };
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), expected.length, {
    ...parameters,
    maxmem: memoryOf(parameters),
  });
  return timingSafeEqual(actual, expected);
}

/** What scrypt needs, and a little more. */
function memoryOf({ N, r }: { N: number; r: number }): number {
  return 128 * N * r + 2 ** 20;
}
