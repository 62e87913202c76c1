import { z } from 'zod';

/**
 * A posting as it travels in files and between rooms. Other keys are ignored, so that labelled collections
 * with columns of their own can be read in place. Empty strings count as absent.
 */
export const postingRow = z.object({
  id: z.coerce.string().optional(),
  url: z.string().optional(),
  title: z.string().optional(),
  company: z.string().optional(),
  agency: z.string().optional(),
  salary: z.string().optional(),
  place: z.string().optional(),
  headcount: z.string().optional(),
  text: z.string(),
  publishedAt: z.string().optional(),
  label: z.enum(['rental', 'genuine']).optional(),
  slice: z.string().optional(),
});
export type PostingRow = z.infer<typeof postingRow>;

/** The fields of a posting row that hold what the advertiser wrote; a reason's span lies in one of them. */
export const textFields = ['title', 'company', 'agency', 'salary', 'place', 'headcount', 'text'] as const;
export type TextField = (typeof textFields)[number];
