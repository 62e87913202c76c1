import { z } from 'zod';

export const schedule = z.object({
  platformId: z.string(),
  platformName: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  /** Such as 22:00-06:30; null at any hour. */
  window: z.string().nullable(),
  /** Null: as in the platform file. */
  pageBudget: z.int().nullable(),
  paused: z.boolean(),
  next: z.array(z.iso.datetime()),
  runningSince: z.iso.datetime().nullable(),
});
export type Schedule = z.infer<typeof schedule>;

/** GET /api/operation/schedules */
export const scheduleList = z.object({
  schedules: z.array(schedule),
  /** Platforms that have none. */
  without: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** GET /api/operation/schedules/preview */
export const schedulePreview = z.object({ next: z.array(z.iso.datetime()) });

/** PUT /api/operation/platforms/:id/schedule */
export const newSchedule = z.strictObject({
  cron: z.string().max(100),
  timeZone: z.string().max(60).default('Asia/Shanghai'),
  window: z.string().max(20).nullable(),
  pageBudget: z.int({ error: '页数上限须为整数' }).min(1, { error: '页数上限至少为 1' }).max(1_000_000).nullable(),
});
export type NewSchedule = z.input<typeof newSchedule>;
