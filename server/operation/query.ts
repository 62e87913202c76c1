import { z } from 'zod';
import { platformHealth, platformOrder } from '../../contracts/api/operation/platforms.js';
import { pageState, runState } from '../../contracts/api/operation/runs.js';
import { identifier } from '../parse-request.js';

const limit = z.coerce
  .number({ error: '每页条数 limit 须为整数' })
  .int({ error: '每页条数 limit 须为整数' })
  .min(1, { error: '每页条数 limit 须在 1 至 100 之间' })
  .max(100, { error: '每页条数 limit 须在 1 至 100 之间' })
  .default(50);
/** The last row of a page: the next one starts behind it. */
const after = identifier('翻页位置 after 不正确').optional();
const platform = identifier('平台编号 platform 不正确').optional();
const errorClass = z.enum(['retried', 'delayed', 'dead', 'refused', 'defect'], {
  error: '失败类别 class 须为 retried、delayed、dead、refused 或 defect',
});
const errorCode = z.string().regex(/^[a-z0-9][a-z0-9_]{0,79}$/i, { error: '原因代码 code 不正确' });

/** A platform's place in an order: what it is ordered by, and its id. */
const platformPlace = z.tuple([z.union([z.number(), z.string()]), z.string()]);
export type PlatformPlace = z.infer<typeof platformPlace>;

export const encodePlace = (place: PlatformPlace) => Buffer.from(JSON.stringify(place)).toString('base64url');

export const platformQuery = z.strictObject({
  q: z
    .string({ error: '检索词 q 只能出现一次' })
    .max(100, { error: '检索词 q 不得超过 100 个字符' })
    .transform((value) => value.trim().toLowerCase())
    .optional(),
  health: z.enum(platformHealth.options, { error: '状态 health 不正确' }).optional(),
  order: z.enum(platformOrder.options, { error: '排序 order 不正确' }).default('health'),
  after: z
    .string()
    .max(600, { error: '翻页位置 after 不正确' })
    .transform((value, context): PlatformPlace => {
      try {
        return platformPlace.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
      } catch {
        context.addIssue({ code: 'custom', message: '翻页位置 after 不正确，请从第一页重新加载' });
        return z.NEVER;
      }
    })
    .optional(),
  limit,
});
export type PlatformQuery = z.infer<typeof platformQuery>;

export const runQuery = z.strictObject({
  platform,
  state: z.enum(runState.options, { error: '批次状态 state 不正确' }).optional(),
  after,
  limit,
});

export const pageQuery = z.strictObject({
  state: z.enum(pageState.options, { error: '页面状态 state 不正确' }).optional(),
  after,
  limit,
});

export const versionParameters = z.object({
  id: identifier('编号不正确'),
  number: z.coerce.number().int().min(1).max(1_000_000),
});

export const previewQuery = z.strictObject({
  cron: z.string().max(100),
  timeZone: z.string().max(60).default('Asia/Shanghai'),
});

export const failureQuery = z.strictObject({
  platform,
  class: errorClass.optional(),
  code: errorCode.optional(),
  runs: z.enum(['newest', 'all'], { error: '范围 runs 须为 newest 或 all' }).default('newest'),
});

export const failureItemQuery = failureQuery.extend({ platform: identifier('平台编号 platform 不正确'), after, limit });

export const rerunRequest = z.strictObject({
  platformId: identifier('平台编号不正确'),
  errorClass,
  errorCode,
  /** A single failure of the group. */
  id: identifier('编号不正确').optional(),
});
