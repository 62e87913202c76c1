import type { Correction, MonthFigures, OrganisationRow } from './month-figures.js';
import type { MonthlyTemplate } from './monthly-template.js';

/** A month that was closed. */
export interface ClosedMonth {
  readonly month: string;
  readonly closedAt: Date;
  readonly figures: MonthFigures;
}

/**
 * What a closed month would say otherwise now, but for what later tables have reported already. The closed month itself stays as it is.
 * @param closed every closed month of the organisation
 * @param recounted the month as its own template counts it now
 */
export function findCorrections(
  { month, figures }: ClosedMonth,
  { columns }: MonthlyTemplate,
  recounted: readonly OrganisationRow[],
  closed: readonly ClosedMonth[],
): Correction[] {
  return recounted.flatMap(({ organisationId, cells }) => {
    const frozen = figures.rows.find((row) => row.organisationId === organisationId)?.cells;
    return columns.flatMap(({ key, heading, group }): Correction[] => {
      const reported = membersReported({ month, organisationId, key }, frozen?.[key]?.members ?? [], closed);
      const members = new Set(cells[key]?.members);
      const added = [...members].filter((id) => !reported.has(id)).sort();
      const removed = [...reported].filter((id) => !members.has(id)).sort();
      if (added.length === 0 && removed.length === 0) return [];
      const place = { month, organisationId, key, heading: `${group}${heading}` };
      return [{ ...place, was: reported.size, now: members.size, added, removed }];
    });
  });
}

/** What was counted when the month was closed, and what tables that were closed since have corrected. */
function membersReported(
  { month, organisationId, key }: Pick<Correction, 'month' | 'organisationId' | 'key'>,
  frozen: readonly string[],
  closed: readonly ClosedMonth[],
): ReadonlySet<string> {
  const members = new Set(frozen);
  const later = [...closed].sort((a, b) => a.closedAt.getTime() - b.closedAt.getTime());
  for (const { figures } of later)
    for (const each of figures.corrections) {
      if (each.month !== month || each.organisationId !== organisationId || each.key !== key) continue;
      for (const id of each.added) members.add(id);
      for (const id of each.removed) members.delete(id);
    }
  return members;
}
