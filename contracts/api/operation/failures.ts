import { z } from 'zod';

export const failureGroup = z.object({
  platformId: z.string(),
  platformName: z.string(),
  errorClass: z.string(),
  errorCode: z.string(),
  ended: z.int(),
  again: z.int(),
  url: z.string(),
  message: z.string(),
  captureId: z.string().nullable(),
});
export type FailureGroup = z.infer<typeof failureGroup>;

/** GET /api/operation/failures */
export const failureGroups = z.object({ groups: z.array(failureGroup) });

const failure = z.object({
  id: z.string(),
  step: z.string(),
  state: z.enum(['due', 'dead', 'refused']),
  crawlRunId: z.string().nullable(),
  url: z.string(),
  message: z.string(),
  captureId: z.string().nullable(),
});

/** GET /api/operation/failures/items */
export const failurePage = z.object({ failures: z.array(failure), next: z.string().nullable() });

/** POST /api/operation/failures/rerun */
export const rerunAnswer = z.object({
  /** How many are due again. */
  due: z.int(),
  /** Platforms that are left as they are, since another run of theirs goes on. */
  left: z.array(z.string()),
});
