import { z } from 'zod';
import { band } from '../../contracts/verdict.js';
import { pageLimit, pageStart } from '../page-query.js';
import { identifier } from '../parse-request.js';
import { decodeCursor } from './posting-cursor.js';

/** PostgreSQL's text cannot hold U+0000, and no other control character is ever searched for. */
const words = z
  .string({ error: '检索词 q 只能出现一次' })
  .max(100, { error: '检索词 q 不得超过 100 个字符' })
  .regex(/^\P{Cc}*$/u, { error: '检索词 q 含有控制字符' })
  .transform((value) => value.trim());

/** The query of GET /api/postings. */
export const postingQuery = z.strictObject({
  band: z.enum(band.options, { error: '分档 band 须为 flagged、borderline 或 clear' }).optional(),
  platform: identifier('平台编号 platform 不正确').optional(),
  agency: identifier('机构编号 agency 不正确').optional(),
  q: words.optional(),
  after: pageStart(decodeCursor),
  limit: pageLimit,
});
export type PostingQuery = z.infer<typeof postingQuery>;

/** The query of GET /api/agencies. */
export const agencyQuery = z.strictObject({ q: words.optional() });
