import type { CaseDeadline } from '../../../contracts/api/cases.js';
import { limitTerms } from '../../../contracts/case-terms.js';
import { deadlineState } from './chinese-terms.js';

/** The deadlines of a case with the articles that set them. */
export function DeadlineTable({ deadlines }: { deadlines: readonly CaseDeadline[] }) {
  return (
    <section className="panel" aria-label="期限">
      <h2>期限</h2>
      <div className="wide">
        <table className="plain">
          <thead>
            <tr>
              {['期限', '起算日', '届满日', '状态', '依据'].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {deadlines.map((deadline) => (
              <tr key={`${deadline.kind} ${deadline.startedOn} ${deadline.dueOn} ${deadline.state}`}>
                <th scope="row">{limitTerms[deadline.kind]}</th>
                <td>{deadline.startedOn}</td>
                <td>
                  {deadline.dueOn}
                  {deadline.isProvisional ? <span className="provisional">（暂定）</span> : null}
                </td>
                <td>
                  <span className={isLate(deadline) ? 'late' : undefined}>{deadlineState(deadline)}</span>
                </td>
                <td className="basis">{deadline.basis}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export const isLate = ({ state, binds }: Pick<CaseDeadline, 'state' | 'binds'>): boolean =>
  state === 'overdue' && binds === 'authority';
