import type { Figures, PeriodFigures } from '../../../contracts/api/supervision.js';
import { type Decision, decision, type Stage, stage } from '../../../contracts/review.js';

const stageName: Record<Stage, string> = { first: '初次复核', second: '二次复核', ruling: '主管裁定' };
const decisionName: Record<Decision, string> = { confirmed: '确认', dismissed: '排除', more_needed: '待补充' };

/** Decisions by stage: today, and this month. */
export function DecisionTable({ figures: { today, month } }: { figures: Figures }) {
  const count = ({ decisions }: PeriodFigures, of: Stage, what: Decision): number =>
    decisions.find((row) => row.stage === of && row.decision === what)?.count ?? 0;
  return (
    <table className="plain">
      <caption>撤回的决定不计入</caption>
      <thead>
        <tr>
          <th scope="col">今日／本月</th>
          {decision.options.map((what) => (
            <th scope="col" key={what}>
              {decisionName[what]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {stage.options.map((of) => (
          <tr key={of}>
            <th scope="row">{stageName[of]}</th>
            {decision.options.map((what) => (
              <td key={what}>
                {count(today, of, what)}／{count(month, of, what)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
