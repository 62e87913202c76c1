import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { FatalError, messageOf } from '../../contracts/errors.js';

/**
 * A data file of cases as its schema reads it.
 * @throws FatalError `rules_unreadable`: a limit that is guessed at could cost a case
 */
export function readData<T extends z.ZodType>(schema: T, file: string): z.infer<T> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    throw new FatalError('rules_unreadable', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FatalError(
    'rules_unreadable',
    `${file} is not usable at ${issue?.path.join('.') || 'its top level'}: ${issue?.message}.`,
  );
}
