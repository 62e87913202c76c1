import { z } from 'zod';
import { verdict } from '../verdict.js';

export const scanLimits = { rows: 200, bytes: 1_000_000, requestsPerMinute: 60 } as const;

/** Rows are read one by one: one that is no posting row (contracts/posting-row.ts) is rejected by itself. */
export const scanRequest = z.strictObject({
  rows: z
    .array(z.unknown())
    .min(1, 'rows 至少要有一行')
    .max(scanLimits.rows, `rows 一次最多 ${scanLimits.rows} 行`)
    .meta({
      description: '招聘信息行：{id?, title?, company?, agency?, salary?, place?, headcount?, text}',
      example: [{ id: '1', title: '一级建造师', text: '只挂证不坐班，年付 3 万。' }],
    }),
});

/** As `guazheng scan` writes it. */
export const scanVerdict = verdict.extend({ id: z.string().optional() });

export const scanAnswer = z.object({
  /** In the order of the rows, without those that were rejected. */
  verdicts: z.array(scanVerdict),
  /** `row` counts from 0. */
  rejected: z.array(z.object({ row: z.int(), why: z.string() })),
});
export type ScanAnswer = z.infer<typeof scanAnswer>;
