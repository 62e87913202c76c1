import type { EvaluationReport, Figures } from '../../../contracts/api/testing.js';
import { figureTerm, figureText, labelName, percent, sliceName } from './figure-terms.js';

const shown: readonly (keyof Figures)[] = [
  'precision',
  'recall',
  'falsePositiveRate',
  'f1',
  'prAuc',
  'calibrationError',
];

/** The six figures, those that are shares of counted rows with their interval. */
export function FiguresPanel({ report }: { report: EvaluationReport }) {
  const { figures, intervals } = report;
  return (
    <section className="panel" aria-label="指标">
      <h2>
        指标 <small>方括号内为 95% 区间（Wilson）；样本越少，区间越宽</small>
      </h2>
      <dl className="figures">
        {shown.map((name) => {
          const interval = name in intervals ? intervals[name as keyof typeof intervals] : undefined;
          return (
            <div key={name} className="figure">
              <dt>{figureTerm[name].name}</dt>
              <dd>
                <b>{figureText(name, figures[name])}</b>
                {interval && (
                  <span className="interval">
                    [{percent(interval.low)}，{percent(interval.high)}]
                  </span>
                )}
                <span className="note">{figureTerm[name].meaning}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <Confusion report={report} />
    </section>
  );
}

function Confusion({ report: { confusion } }: { report: EvaluationReport }) {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  return (
    <table className="figures-table confusion">
      <caption>混淆矩阵</caption>
      <thead>
        <tr>
          <th scope="col">实际＼研判</th>
          <th scope="col">标出</th>
          <th scope="col">未标出</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">挂证</th>
          <td className="right">{truePositives}</td>
          <td className={falseNegatives > 0 ? 'wrong' : undefined}>{falseNegatives} 漏报</td>
        </tr>
        <tr>
          <th scope="row">正常</th>
          <td className={falsePositives > 0 ? 'wrong' : undefined}>{falsePositives} 误报</td>
          <td className="right">{trueNegatives}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** Every slice: recall of rental rows, false-positive rate of genuine ones. */
export function SlicesPanel({ report: { slices } }: { report: EvaluationReport }) {
  return (
    <section className="panel" aria-label="分切片">
      <h2>
        分切片 <small>挂证切片看召回率，正常切片看误报率</small>
      </h2>
      <div className="slice-tables">
        {(['rental', 'genuine'] as const).map((label) => {
          const rows = slices.filter((slice) => slice.label === label);
          if (rows.length === 0) return null;
          return (
            <table key={label} className="figures-table">
              <thead>
                <tr>
                  <th scope="col">{labelName[label]}切片</th>
                  <th scope="col">条数</th>
                  <th scope="col">标出</th>
                  <th scope="col">{label === 'rental' ? '召回率' : '误报率'}</th>
                  <th scope="col">95% 区间</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ name, n, flagged, share, interval }) => (
                  <tr key={name}>
                    <th scope="row">
                      <bdi>{sliceName(name)}</bdi>
                    </th>
                    <td>{n}</td>
                    <td>{flagged}</td>
                    <td>
                      <b>{percent(share)}</b>
                    </td>
                    <td>
                      {percent(interval.low)} – {percent(interval.high)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        })}
      </div>
    </section>
  );
}
