import { z } from 'zod';

/** 确认, 排除, 待补充 */
export const decision = z.enum(['confirmed', 'dismissed', 'more_needed']);
export type Decision = z.infer<typeof decision>;

/** 复核, 二次复核, 主管裁定 */
export const stage = z.enum(['first', 'second', 'ruling']);
export type Stage = z.infer<typeof stage>;

/** Why an advertisement is none of rental: a person really works there, it refuses rental, it is no job advertisement, … */
export const dismissal = z.enum([
  'genuine_employment',
  'refuses_rental',
  'notice_or_news',
  'training_or_examination',
  'insufficient_grounds',
  'other',
]);
export type Dismissal = z.infer<typeof dismissal>;

/** In which order the queue is worked through: the most probable first, the least certain first, or campaign by campaign. */
export const queueOrder = z.enum(['probability', 'uncertainty', 'campaign']);
export type QueueOrder = z.infer<typeof queueOrder>;
