import { z } from 'zod';

/** What the server answers to a request that it refuses or cannot serve; the message is for the person who made it. */
export const apiError = z.object({ code: z.string(), message: z.string() });
export type ApiError = z.infer<typeof apiError>;
