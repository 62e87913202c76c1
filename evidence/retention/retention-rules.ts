import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { FatalError, messageOf } from '../../contracts/errors.js';

/** What a blob was for. */
const purpose = z.enum(['list_page', 'clear_posting', 'unread_page']);

const rules = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z_]+$/),
      purpose,
      years: z.int().min(1).max(100),
      law: z.string().min(1),
      article: z.string().min(1),
      why: z.string().min(1),
      verified: z.boolean(),
    }),
  )
  .refine((all) => new Set(all.map((rule) => rule.purpose)).size === all.length, 'two rules for one purpose')
  .refine((all) => new Set(all.map((rule) => rule.name)).size === all.length, 'two rules of one name');
export type RetentionRule = z.infer<typeof rules>[number];

/** @throws FatalError `rules_unreadable`: a rule that is guessed at could delete evidence */
export async function readRetentionRules(file: string): Promise<RetentionRule[]> {
  try {
    return rules.parse(parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new FatalError('rules_unreadable', `The rules of retention in ${file} cannot be used: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** Before this day a rule's material was captured, or last seen, when its term is over. */
export function termEnds(rule: RetentionRule, now: Date): Date {
  const day = new Date(now);
  day.setUTCFullYear(day.getUTCFullYear() - rule.years);
  return day;
}
