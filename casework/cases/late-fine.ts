import { type CaseRecord, isEffective, newestStep } from './case-record.js';
import { articleOf } from './cited-law.js';
import { addDays } from './working-days.js';

/** 行政处罚法 72 一: a day, of the fine. */
const dailyPercent = 3;

/** What may be added to a fine that is paid late. Yuan, with at most two decimals. */
export interface LateFine {
  readonly fineYuan: number;
  /** Last day on which it could be paid in time, and the last one that is counted. Calendar days, YYYY-MM-DD. */
  readonly dueOn: string;
  readonly until: string;
  /** Days that are counted, and those after the last day for the payment that are not, because the case was suspended. */
  readonly days: number;
  readonly suspendedDays: number;
  readonly dailyYuan: number;
  readonly addedYuan: number;
  /** The fine's amount has been reached: nothing is added any more. */
  readonly isCapped: boolean;
}

/** A fine that may be added to, with the articles by which a person decides. */
export interface ProposedLateFine extends LateFine {
  readonly basis: readonly { readonly citation: string; readonly text: string }[];
}

const basis = ['《中华人民共和国行政处罚法》第七十二条', '《中华人民共和国行政处罚法》第七十三条'];

/**
 * 加处罚款 (行政处罚法 72 一): 3 % of the fine for each calendar day after the last one on which it could be paid, and never more than the fine.
 * @param dueOn last day for the payment
 * @param until last day that is counted: today, or the day of the payment
 * @param suspendedDays how many of these days are left out (行政处罚法 73)
 * @returns null where no day is counted
 */
export function addedFine(fineYuan: number, dueOn: string, until: string, suspendedDays = 0): LateFine | null {
  const days = daysBetween(dueOn, until) - suspendedDays;
  if (days <= 0) return null;
  // In whole fen: 3 % of whole yuan are some.
  const [fineFen, dailyFen] = [fineYuan * 100, fineYuan * dailyPercent];
  const addedFen = Math.min(fineFen, dailyFen * days);
  return {
    ...{ fineYuan, dueOn, until, days, suspendedDays, dailyYuan: dailyFen / 100, addedYuan: addedFen / 100 },
    isCapped: addedFen === fineFen,
  };
}

const daysBetween = (start: string, end: string): number =>
  Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000);

/** Days after `dueOn` up to and with `until` on which the case was suspended: the day on which it went on is none any more. */
function suspendedDaysOf({ steps }: Pick<CaseRecord, 'steps'>, dueOn: string, until: string): number {
  let days = 0;
  let suspendedOn: string | null = null;
  for (const { action, occurredOn } of steps.filter(isEffective)) {
    if (action === 'suspend') suspendedOn = occurredOn;
    if (action !== 'resume' || suspendedOn === null) continue;
    const [first, end] = [later(suspendedOn, addDays(dueOn, 1)), earlier(occurredOn, addDays(until, 1))];
    days += Math.max(0, daysBetween(first, end));
    suspendedOn = null;
  }
  return days;
}

const later = (day: string, other: string): string => (day > other ? day : other);
const earlier = (day: string, other: string): string => (day < other ? day : other);

/**
 * What may be added to the fine of a case that was decided and served and has not been paid by a day. It is a proposal: a person decides
 * whether. Days on which the case was suspended are left out; those of an administrative review or a lawsuit for which it was not suspended
 * (行政处罚法 73) are not on record here, and the person leaves them out.
 *
 * @param until last day that is counted, in Asia/Shanghai: today, or the day of the payment
 * @returns null without a fine, in time, when it was paid, and while the case is suspended or has ended
 */
export function proposeLateFine(found: CaseRecord, until: string): ProposedLateFine | null {
  if (found.state === 'suspended') return null;
  const fine = newestStep(found, 'decide')?.known.penalties.find(({ kind }) => kind === 'fine')?.amountYuan;
  const payment = found.deadlines.findLast(({ kind }) => kind === 'payment');
  if (fine === undefined || payment === undefined || payment.metAt !== null || payment.cancelledAt !== null)
    return null;
  const { dueOn } = payment;
  const added = addedFine(fine, dueOn, until, suspendedDaysOf(found, dueOn, until));
  return added === null
    ? null
    : { ...added, basis: basis.map((citation) => ({ citation, text: articleOf(citation).text })) };
}
