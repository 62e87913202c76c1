import type { Prisma } from '../../prisma/open-database.js';

/** Platforms that these organisations own: what somebody of that jurisdiction sees. */
export function within(jurisdiction: readonly string[]): Prisma.PlatformWhereInput {
  return { organisationId: { in: [...jurisdiction] } };
}
