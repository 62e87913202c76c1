import { z } from 'zod';
import { agencyStanding } from '../../contracts/api/agencies.js';
import { pageLimit } from '../page-query.js';

export const rankingQuery = z.strictObject({
  standing: agencyStanding.optional(),
  q: z.string().trim().min(1).max(100, { error: '名称不能超过 100 个字' }).optional(),
  /** Points change from day to day and the list is short: a page is told by how many come before it. */
  offset: z.coerce.number({ error: '起始位置 offset 须为整数' }).int().min(0).max(1_000_000).default(0),
  limit: pageLimit,
});
export type RankingQuery = z.infer<typeof rankingQuery>;
