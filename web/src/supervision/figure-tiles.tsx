import { Link } from 'react-router';
import type { Figures, PeriodFigures } from '../../../contracts/api/supervision.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { duration } from './share-text.js';

const measures: readonly (readonly [string, (of: PeriodFigures) => number, band?: string])[] = [
  ['采集页面', ({ pages }) => pages],
  ['新增信息', ({ postings }) => postings],
  ['研判', ({ judged }) => judged],
  ['可疑', ({ flagged }) => flagged, 'flagged'],
  ['存疑', ({ borderline }) => borderline, 'borderline'],
  ['办结：确认', ({ confirmed }) => confirmed, 'flagged'],
  ['办结：排除', ({ dismissed }) => dismissed, 'clear'],
];

/** Today large, this month beneath; then what waits. */
export function FigureTiles({ figures }: { figures: Figures }) {
  const { today, month, waiting, at } = figures;
  const age = waiting.oldest === null ? 0 : (Date.parse(at) - Date.parse(waiting.oldest.since)) / 1_000;
  return (
    <dl className="tiles">
      {measures.map(([name, read, band]) => (
        <div key={name} className={`tile ${band ?? ''}`}>
          <dt>{name}</dt>
          <dd>
            <b>{read(today).toLocaleString('zh-CN')}</b>
            <span>本月 {read(month).toLocaleString('zh-CN')}</span>
          </dd>
        </div>
      ))}
      <div className="tile">
        <dt>等待复核</dt>
        <dd>
          <b>{(waiting.first + waiting.second + waiting.ruling).toLocaleString('zh-CN')}</b>
          <span>
            初次 {waiting.first}，二次 {waiting.second}，裁定 {waiting.ruling}，待补充 {waiting.postponed}
          </span>
        </dd>
      </div>
      <div className="tile">
        <dt>最久等待</dt>
        <dd>
          {waiting.oldest === null ? (
            <>
              <b>—</b>
              <span>没有等待复核的信息</span>
            </>
          ) : (
            <>
              <b>{duration(age)}</b>
              <span>
                自 {shanghaiMinute(waiting.oldest.since)}，
                <Link to={`/postings/${encodeURIComponent(waiting.oldest.postingId)}`}>查看</Link>
              </span>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
