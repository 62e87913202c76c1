import type { EvaluationReport } from '../../../contracts/api/testing.js';
import { percent } from './figure-terms.js';
import { Plot, xOf, yOf } from './plot.js';

/** The precision–recall curve as a staircase (between two thresholds nothing is reached), and where the release stands. */
export function PrecisionRecallCurve({ report: { curve, figures } }: { report: EvaluationReport }) {
  const steps = curve.map(({ precision, recall }, index) => {
    const y = yOf(precision).toFixed(1);
    return `${index === 0 ? `M${xOf(0)} ${y}` : `V${y}`}H${xOf(recall).toFixed(1)}`;
  });
  const stand = `精确率 ${percent(figures.precision)}，召回率 ${percent(figures.recall)}`;
  return (
    <figure>
      <figcaption>精确率–召回率曲线</figcaption>
      <Plot label={`精确率–召回率曲线；所用阈值处${stand}`} x="召回率" y="精确率">
        <path className="curve" d={steps.join('')} />
        <circle className="stand" cx={xOf(figures.recall)} cy={yOf(figures.precision)} r="6">
          <title>所用阈值：{stand}</title>
        </circle>
      </Plot>
      <p className="note">圆点是所用阈值的位置；曲线为阶梯，各点之间不作直线内插。</p>
    </figure>
  );
}

/** Mean probability of each bin against its share of rental ads; on the diagonal probabilities are true. */
export function ReliabilityDiagram({ report: { reliability, n } }: { report: EvaluationReport }) {
  const points = reliability.map((bin) => `${xOf(bin.meanProbability)},${yOf(bin.rentalShare)}`).join(' ');
  return (
    <figure>
      <figcaption>可靠性图</figcaption>
      <Plot label="可靠性图：预测概率与实际挂证比例，数字见下方表格" x="平均预测概率" y="实际挂证比例">
        <line className="diagonal" x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(1)} />
        <polyline className="curve" points={points} />
        {reliability.map((bin) => (
          <circle
            key={bin.from}
            className="stand"
            cx={xOf(bin.meanProbability)}
            cy={yOf(bin.rentalShare)}
            r={3 + 7 * Math.sqrt(bin.n / n)}
          >
            <title>
              概率 {bin.from}–{bin.to}：{bin.n} 条，平均预测 {percent(bin.meanProbability)}，实际{' '}
              {percent(bin.rentalShare)}
            </title>
          </circle>
        ))}
      </Plot>
      <details>
        <summary>可靠性图的数字</summary>
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">概率区间</th>
              <th scope="col">条数</th>
              <th scope="col">平均预测</th>
              <th scope="col">实际比例</th>
            </tr>
          </thead>
          <tbody>
            {reliability.map((bin) => (
              <tr key={bin.from}>
                <th scope="row">
                  {bin.from}–{bin.to}
                </th>
                <td>{bin.n}</td>
                <td>{percent(bin.meanProbability)}</td>
                <td>{percent(bin.rentalShare)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      <p className="note">圆越大，条数越多；落在虚线上，即概率属实。</p>
    </figure>
  );
}
