/** Digits and letters that are not taken for each other (D. Crockford, Base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 16;

/**
 * The code by which a complainant asks what became of the complaint: 16 characters, 80 bits, in groups of four to be read out or copied.
 * @param random that many bytes nobody can foresee, at least 16
 */
export function acknowledgementCode(random: Uint8Array): string {
  if (random.length < length) throw new RangeError('A code takes 16 random bytes.');
  const characters = Array.from({ length }, (_, index) => alphabet[(random[index] ?? 0) % alphabet.length]).join('');
  return characters.replace(/(?<=^(?:.{4})+)(?=.)/g, '-');
}

/** As the code is hashed: without marks and blanks, small letters and what is easily mistaken put right; undefined for what is no code. */
export function readCode(written: string): string | undefined {
  const code = written.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length === length && [...code].every((character) => alphabet.includes(character)) ? code : undefined;
}
