import { Link } from 'react-router';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { leadNames } from '../comparison/comparison-terms.js';

/** Leads of a comparison and the check on site that a case began with. */
export function OriginList({ origins }: Pick<CaseDetail, 'origins'>) {
  if (origins.length === 0) return null;
  return (
    <section className="panel" aria-label="线索来源">
      <h2>线索来源（{origins.length} 项）</h2>
      <ul className="findings">
        {origins.map(({ kind, id, unitName, unitCode, runId, leadKind, day, withdrawn }) => (
          <li key={id}>
            {kind === 'lead' ? (
              <Link to={`/comparisons/${runId}/unit?${new URLSearchParams({ name: unitName, code: unitCode })}`}>
                {day} 的比对
              </Link>
            ) : (
              <Link to="/comparisons">{day} 的到岗履职检查</Link>
            )}
            ：<bdi>{unitName}</bdi>
            {leadKind === null ? '' : `，${leadNames[leadKind]}`}
            {withdrawn === null ? null : (
              <span className="late">
                （检查已撤回：<bdi>{withdrawn}</bdi>）
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
