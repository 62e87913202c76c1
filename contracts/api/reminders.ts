import { z } from 'zod';

/** What somebody waits for: how much is late, and how much is due by the day `until`. */
const reminder = z.object({ overdue: z.int(), soon: z.int() });
export type Reminder = z.infer<typeof reminder>;

export const reminders = z.object({
  /** Calendar days in Asia/Shanghai; `until` is the third working day after today. */
  today: z.string(),
  until: z.string(),
  /** Deadlines of cases that run. */
  cases: reminder,
  /** Cases that are watched until a day. */
  markedCases: reminder,
  /** Publications that are to be taken down: their last day is over, or what they rest on is gone. */
  publications: reminder,
  /** The month's table of the person's own organisation. */
  reports: reminder,
  /** What stages of enforcement drives ask to be reported; whether it was is not on record, so that none is late. */
  drives: reminder,
});
export type Reminders = z.infer<typeof reminders>;
