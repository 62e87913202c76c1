import type { CaseAction } from '../../../contracts/case.js';
import { InputError } from '../../../contracts/errors.js';
import { type CaseRecord, isEffective } from '../case-record.js';
import { calendarDay, pastDays } from '../step-facts.js';

/**
 * A step was done on a day that exists, not in the future, and not before the step that came before it; so were the days in its facts.
 * @param today in Asia/Shanghai
 * @throws InputError `day_unusable`, `day_in_future`, `day_before_earlier`
 */
export function requirePlausibleDays(
  { steps }: Pick<CaseRecord, 'steps'>,
  { action, occurredOn, facts }: { readonly action: CaseAction; readonly occurredOn: string; readonly facts: object },
  today: string,
): void {
  const earlier = steps.findLast(isEffective)?.occurredOn ?? '';
  const inFacts = (pastDays[action] ?? []).flatMap((name): [string, string][] => {
    const day = Object.entries(facts).find(([key]) => key === name)?.[1];
    return typeof day === 'string' ? [[name, day]] : [];
  });
  for (const [name, day] of [['occurredOn', occurredOn] as const, ...inFacts]) {
    if (!calendarDay.safeParse(day).success)
      throw new InputError('day_unusable', `The day ${name}, «${day}», does not exist; write it as 2027-06-30.`);
    if (day > today) throw new InputError('day_in_future', `The day ${name}, ${day}, lies in the future.`);
    if (day < earlier)
      throw new InputError(
        'day_before_earlier',
        `The day ${name}, ${day}, lies before ${earlier}, when the step before was done.`,
      );
  }
}
