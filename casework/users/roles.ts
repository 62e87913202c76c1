/** 采集员, 复核员, 主管, 审计员, 管理员 */
export const roles = ['operator', 'reviewer', 'supervisor', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Who may decide on an advertisement or confirm a capture. */
export const decidingRoles: readonly string[] = ['reviewer', 'supervisor'] satisfies readonly Role[];
