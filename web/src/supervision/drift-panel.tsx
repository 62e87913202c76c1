import type { Quality } from '../../../contracts/api/supervision.js';
import { percent } from './share-text.js';

type Drift = Quality['drift'];

const watched: readonly (readonly [
  string,
  keyof Pick<Drift, 'flaggedShare' | 'flaggedPrecision' | 'borderlinePrecision'>,
])[] = [
  ['可疑占比', 'flaggedShare'],
  ['可疑精确率', 'flaggedPrecision'],
  ['存疑精确率', 'borderlinePrecision'],
];

/** Whether the last weeks are as the weeks before lead to expect, in words. */
export function DriftPanel({ drift }: { drift: Drift }) {
  return (
    <section className="panel drift" aria-label="模型是否漂移">
      <h2>模型是否漂移</h2>
      <ul>
        {watched.map(([name, key]) => (
          <li key={key}>
            <DriftLine name={name} limits={drift[key]} />
          </li>
        ))}
      </ul>
      <p className="note">
        最近 {drift.recentWeeks} 个整周逐周与此前 {drift.earlierWeeks} 周比较：超出 Laney p′ 控制图的 3σ
        控制限即提示。此前不足 5 周有数据时不判断。
      </p>
    </section>
  );
}

function DriftLine({ name, limits }: { name: string; limits: Drift['flaggedShare'] }) {
  if (limits === null) {
    return (
      <>
        <span className="sign unknown">数据不足</span>
        {name}：此前有数据的周数还不够，暂不能判断。
      </>
    );
  }
  const outside = limits.recent.filter((week) => week.outside);
  const shares = outside.map(({ share, low, high }) => `${percent(share)}（控制限 ${percent(low)}–${percent(high)}）`);
  return outside.length === 0 ? (
    <>
      <span className="sign steady">平稳</span>
      {name}：最近各周都在控制限内，此前平均 {percent(limits.centre)}。
    </>
  ) : (
    <>
      <span className="sign departed">偏离</span>
      {name}：最近 {outside.length} 周超出控制限，为 {shares.join('、')}；此前平均 {percent(limits.centre)}
      。请查看这几周的信息和研判版本。
    </>
  );
}
