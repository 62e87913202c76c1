import { z } from 'zod';

/** The pipeline's steps. A job carries the id of a DueWork row and nothing else: the row is the record. */
export const step = z.enum(['fetch_page', 'read_capture', 'judge_posting']);
export type Step = z.infer<typeof step>;

export const jobPayload = z.object({ dueWorkId: z.string().min(1), step });
export type JobPayload = z.infer<typeof jobPayload>;
