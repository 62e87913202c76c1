import type { YieldPoint } from '../../../contracts/api/operation/platforms.js';
import { shanghaiMinute } from '../shanghai-time.js';

const width = 108;
const height = 26;
const inset = 3;

/** 产出: postings of the last finished runs as a small figure, with its last value beside it. */
export function Sparkline({ yields }: { yields: readonly YieldPoint[] }) {
  const last = yields.at(-1);
  if (last === undefined) return <span className="absent">无产出记录</span>;
  const most = Math.max(1, ...yields.map(({ postings }) => postings));
  const x = (index: number) =>
    yields.length === 1 ? width - inset : inset + (index * (width - 2 * inset)) / (yields.length - 1);
  const y = (postings: number) => height - inset - (postings / most) * (height - 2 * inset);
  const line = yields.map(({ postings }, index) => `${x(index).toFixed(1)},${y(postings).toFixed(1)}`).join(' ');
  const words = yields.map(({ at, postings }) => `${shanghaiMinute(at).slice(5)} ${postings} 条`).join('；');
  return (
    <span className="sparkline" title={`最近 ${yields.length} 次采集的信息条数：${words}`}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={`产出：${words}`}>
        <line className="zero" x1={inset} x2={width - inset} y1={height - inset} y2={height - inset} />
        {yields.length > 1 && <polyline points={line} />}
        <circle cx={x(yields.length - 1)} cy={y(last.postings)} r="2.5" />
      </svg>
      <span className="number">{last.postings.toLocaleString('zh-CN')}</span>
    </span>
  );
}
