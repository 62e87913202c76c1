import { z } from 'zod';
import { InputError } from '../../contracts/errors.js';

const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'it is empty')
    .max(longest, `it is longer than ${longest} characters`)
    .regex(/^\P{Cc}*$/u, 'it holds control characters')
    .refine((text) => text.isWellFormed(), 'it holds half a character');

/** The order or article, as it is to be cited. */
const basisText = line(500);
const personName = line(100);

/** @throws InputError `legal_basis_text` */
export function readBasisText(text: string): string {
  return readLine(basisText, text, 'The legal basis', 'cite the order or the article');
}

/** @param who such as `who grants it` @throws InputError `legal_basis_text` */
export function readPersonName(text: string, who: string): string {
  return readLine(personName, text, `The name of ${who}`, 'name the supervisor');
}

function readLine(schema: z.ZodType<string>, text: string, what: string, advice: string): string {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]?.message ?? 'it is no text';
  throw new InputError('legal_basis_text', `${what} is not usable: ${problem}; ${advice}.`);
}
