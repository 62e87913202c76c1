import type { Role } from '../../contracts/roles.js';

/** Who may decide on an advertisement or confirm a capture. */
export const decidingRoles: readonly string[] = ['reviewer', 'supervisor'] satisfies readonly Role[];
