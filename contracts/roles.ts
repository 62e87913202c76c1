import { z } from 'zod';

/** 采集员, 复核员, 主管, 审计员, 管理员 */
export const role = z.enum(['operator', 'reviewer', 'supervisor', 'auditor', 'administrator']);
export type Role = z.infer<typeof role>;
