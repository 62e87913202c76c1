import { z } from 'zod';
import { RequestError } from './request-error.js';

/** An identifier in a path or query; `error` is the complaint about one that is unusable. */
export const identifier = (error: string) => z.string({ error }).regex(/^[A-Za-z0-9_-]{1,64}$/, { error });

/** The `:id` of a path. */
export const idParameter = z.object({ id: identifier('编号不正确') });

/** What `schema` reads from a query, path or body; throws RequestError 400 with the first complaint. */
export function parseRequest<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const message = issue?.code === 'unrecognized_keys' ? `不认识的参数：${issue.keys.join('、')}` : issue?.message;
  throw new RequestError(400, 'query_invalid', `${message ?? '请求参数不正确'}。`);
}
