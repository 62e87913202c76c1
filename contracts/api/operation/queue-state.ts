import { z } from 'zod';

/** GET /api/operation/queue */
export const queueState = z.object({
  work: z.array(
    z.object({
      step: z.string(),
      ready: z.int(),
      claimed: z.int(),
      waiting: z.int(),
      /** Pages of paused runs. */
      paused: z.int(),
      oldestDueAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Who has work in hand, and until when that is believed at the latest. */
  workers: z.array(z.object({ holder: z.string(), claims: z.int(), leaseUntil: z.iso.datetime() })),
  lastWorkAt: z.iso.datetime().nullable(),
  /** Jobs that wait or run in the queue that workers share; null where there is none. */
  queueSize: z.int().nullable(),
  hasBoard: z.boolean(),
});
export type QueueState = z.infer<typeof queueState>;
