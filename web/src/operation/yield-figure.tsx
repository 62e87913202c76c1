import type { YieldPoint } from '../../../contracts/api/operation/platforms.js';
import { shanghaiMinute } from '../shanghai-time.js';

const height = 110;
const barWidth = 34;

/** Postings of each of the last finished runs as bars, each with its figure and its day. */
export function YieldFigure({ yields }: { yields: readonly YieldPoint[] }) {
  if (yields.length === 0) return <p className="absent">还没有完成的批次。</p>;
  const most = Math.max(1, ...yields.map(({ postings }) => postings));
  return (
    <ol className="yield-bars" aria-label="最近各次采集的信息条数">
      {yields.map(({ at, postings, yield: share }) => (
        <li
          key={at}
          title={`${shanghaiMinute(at)}：${postings} 条${share === null ? '' : `，每页 ${share.toFixed(2)} 条`}`}
        >
          <svg width={barWidth} height={height} aria-hidden="true">
            <rect
              x="4"
              width={barWidth - 8}
              y={height - Math.max(2, (postings / most) * height)}
              height={Math.max(2, (postings / most) * height)}
              rx="2"
            />
          </svg>
          <b>{postings.toLocaleString('zh-CN')}</b>
          <time dateTime={at}>{shanghaiMinute(at).slice(5, 10)}</time>
        </li>
      ))}
    </ol>
  );
}
