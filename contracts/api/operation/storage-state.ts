import { z } from 'zod';

/** GET /api/operation/storage */
export const storageState = z.object({
  kinds: z.array(z.object({ kind: z.string(), count: z.int(), bytes: z.number().nullable() })),
  databaseBytes: z.number(),
  disk: z.object({ free: z.number(), total: z.number() }).nullable(),
  retention: z.object({ retired: z.int(), bytes: z.number(), lastAt: z.iso.datetime().nullable(), holds: z.int() }),
  countedAt: z.iso.datetime(),
});
export type StorageState = z.infer<typeof storageState>;
