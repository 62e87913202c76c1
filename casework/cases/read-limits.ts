import { z } from 'zod';
import { type LimitKind, limitKind } from '../../contracts/case.js';
import { dataFile } from '../../evidence/law/data-file.js';
import { articleOf } from './cited-law.js';
import { readData } from './read-data.js';
import { calendarDaysAfter, workingDaysAfter } from './working-days.js';

const described = {
  name: z.string().min(1),
  from: z.string().min(1),
  binds: z.enum(['authority', 'party']),
  basis: z.array(z.string().min(1)).min(1),
  note: z.string().min(1),
  verified: z.boolean(),
};
const count = z.int().min(1).max(400);
const limit = z.discriminatedUnion('days', [
  z.strictObject({ ...described, days: z.literal('working'), count, extension: count.optional() }),
  z.strictObject({ ...described, days: z.literal('calendar'), count }),
  z.strictObject({ ...described, days: z.literal('ordered') }),
]);
export type Limit = z.infer<typeof limit>;
const limits = z.record(limitKind, limit);

let ours: Readonly<Record<LimitKind, Limit>> | undefined;

/**
 * The limits of cases (limits.yaml), each article of which has its text.
 * @param file another file of that shape
 * @throws FatalError `rules_unreadable`; InputError `law_unusable` for a citation without its text
 */
export function readLimits(file?: string): Readonly<Record<LimitKind, Limit>> {
  if (file === undefined && ours !== undefined) return ours;
  const read = readData(limits, file ?? dataFile('casework/cases/limits.yaml'));
  for (const { basis } of Object.values(read)) for (const citation of basis) articleOf(citation);
  if (file === undefined) ours = read;
  return read;
}

/**
 * When a limit ends that runs from a day.
 * @param isExtended by the days that the head of the department may add
 * @throws RangeError for a limit that an order sets
 */
export function endOf(kind: LimitKind, start: string, isExtended = false): string {
  const found = readLimits()[kind];
  if (found.days === 'ordered') throw new RangeError(`The end of ${kind} is what the order says.`);
  if (found.days === 'calendar') return calendarDaysAfter(start, found.count);
  return workingDaysAfter(start, found.count + (isExtended ? (found.extension ?? 0) : 0));
}
