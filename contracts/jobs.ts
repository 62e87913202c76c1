import { z } from 'zod';

/**
 * The pipeline's steps. `fetch_page` takes a page over HTTP, `render_page` in the browser: they are steps of their own because a machine
 * can do many of the one and few of the other, or none. `capture_full` takes a posting's page as evidence; `stamp_seal` asks the timestamp
 * authorities for a head of the ledger; `recapture_case` orders that all advertisements of a case be taken again when the period of its
 * rectification order is over; `capture_complaint` has the page at an address taken that a complaint names. A job carries the id of a DueWork row and nothing else: the row is the record. */
export const step = z.enum([
  'fetch_page',
  'render_page',
  'read_capture',
  'judge_posting',
  'link_posting',
  'capture_full',
  'stamp_seal',
  'recapture_case',
  'capture_complaint',
]);
export type Step = z.infer<typeof step>;

export const jobPayload = z.object({ dueWorkId: z.string().min(1), step });
export type JobPayload = z.infer<typeof jobPayload>;
