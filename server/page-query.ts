import { z } from 'zod';

/** `limit` of a list: how many of a page. */
export const pageLimit = z.coerce
  .number({ error: '每页条数 limit 须为整数' })
  .int({ error: '每页条数 limit 须为整数' })
  .min(1, { error: '每页条数 limit 须在 1 至 100 之间' })
  .max(100, { error: '每页条数 limit 须在 1 至 100 之间' })
  .default(50);

/** `after` of a list: the opaque word by which a page said where it ends; `read` gives undefined for one that is none of ours. */
export function pageStart<T>(read: (word: string) => T | undefined) {
  return z
    .string({ error: '翻页位置 after 只能出现一次' })
    .max(400, { error: '翻页位置 after 不正确' })
    .transform((word, context): T => {
      const place = read(word);
      if (place !== undefined) return place;
      context.addIssue({ code: 'custom', message: '翻页位置 after 不正确，请从第一页重新加载' });
      return z.NEVER;
    })
    .optional();
}
