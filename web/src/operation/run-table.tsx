import { Link } from 'react-router';
import type { Run } from '../../../contracts/api/operation/runs.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { RunTag } from './health-tag.js';
import { bytesInWords, secondsInWords, startInWords } from './terms.js';

/** Runs, each with what it yielded. */
export function RunTable({ runs, withPlatform }: { runs: readonly Run[]; withPlatform: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="table-scroll" tabIndex={0} aria-label="采集批次">
      <table className="data">
        <thead>
          <tr>
            <th scope="col">开始</th>
            {withPlatform && <th scope="col">平台</th>}
            <th scope="col">状态</th>
            <th scope="col">启动</th>
            <th scope="col" className="figure">
              读出页面
            </th>
            <th scope="col" className="figure">
              失败
            </th>
            <th scope="col" className="figure">
              不采集
            </th>
            <th scope="col" className="figure">
              剩余
            </th>
            <th scope="col" className="figure">
              信息
            </th>
            <th scope="col" className="figure">
              流量
            </th>
            <th scope="col" className="figure">
              用时
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">
                <Link to={`/operation/runs/${run.id}`}>
                  <time dateTime={run.startedAt}>{shanghaiMinute(run.startedAt)}</time>
                </Link>
              </th>
              {withPlatform && (
                <td>
                  <Link to={`/operation/platforms/${encodeURIComponent(run.platformId)}`}>{run.platformName}</Link>
                </td>
              )}
              <td>
                <RunTag state={run.state} pausedAt={run.pausedAt} />
                {run.isAlarmed && <span className="state-tag bad">版式告警</span>}
              </td>
              <td>{startInWords(run.startedBy)}</td>
              <td className="figure">{(run.lists.done + run.details.done).toLocaleString('zh-CN')}</td>
              <td className="figure">{(run.lists.dead + run.details.dead).toLocaleString('zh-CN')}</td>
              <td className="figure">{(run.lists.refused + run.details.refused).toLocaleString('zh-CN')}</td>
              <td className="figure">{run.pagesLeft.toLocaleString('zh-CN')}</td>
              <td className="figure">{run.postings.toLocaleString('zh-CN')}</td>
              <td className="figure">{bytesInWords(run.bytes)}</td>
              <td className="figure">{secondsInWords(run.seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
