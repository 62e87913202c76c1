import { z } from 'zod';
import { band } from '../contracts/verdict.js';
import { decodeCursor, type Position } from './posting-cursor.js';
import { RequestError } from './request-error.js';

const identifier = (error: string) => z.string({ error }).regex(/^[A-Za-z0-9_-]{1,64}$/, { error });
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
  after: z
    .string({ error: '翻页位置 after 只能出现一次' })
    .max(400, { error: '翻页位置 after 不正确' })
    .transform((value, context): Position => {
      const position = decodeCursor(value);
      if (position !== undefined) return position;
      context.addIssue({ code: 'custom', message: '翻页位置 after 不正确，请从第一页重新加载' });
      return z.NEVER;
    })
    .optional(),
  limit: z.coerce
    .number({ error: '每页条数 limit 须为整数' })
    .int({ error: '每页条数 limit 须为整数' })
    .min(1, { error: '每页条数 limit 须在 1 至 100 之间' })
    .max(100, { error: '每页条数 limit 须在 1 至 100 之间' })
    .default(50),
});
export type PostingQuery = z.infer<typeof postingQuery>;

/** The query of GET /api/agencies. */
export const agencyQuery = z.strictObject({ q: words.optional() });

/** The `:id` of a path. */
export const idParameter = z.object({ id: identifier('编号不正确') });

/** What `schema` reads from a query or path; throws RequestError 400 with the first complaint. */
export function parseRequest<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const message = issue?.code === 'unrecognized_keys' ? `不认识的参数：${issue.keys.join('、')}` : issue?.message;
  throw new RequestError(400, 'query_invalid', `${message ?? '请求参数不正确'}。`);
}
