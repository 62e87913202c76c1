import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import type { Statistics } from '../../../contracts/api/reports.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { useStatistics } from './reports-api.js';

// The library of charts is as large as the rest of the page.
const StatisticsChart = lazy(() => import('./statistics-chart.js'));

/** Twelve months and the largest campaigns, for a briefing. */
export function StatisticsPanel() {
  const statistics = useStatistics();
  return (
    <section className="panel" aria-label="办案统计">
      <h2>近十二个月</h2>
      {statistics.isPending && <PageSkeleton />}
      {statistics.isError && <Failure error={statistics.error} retry={() => void statistics.refetch()} />}
      {statistics.data !== undefined && (
        <>
          <Suspense fallback={<PageSkeleton />}>
            <StatisticsChart months={statistics.data.months} />
          </Suspense>
          <details>
            <summary>以表格查看</summary>
            <MonthsTable months={statistics.data.months} />
          </details>
          <Campaigns campaigns={statistics.data.campaigns} />
        </>
      )}
    </section>
  );
}

function MonthsTable({ months }: Pick<Statistics, 'months'>) {
  return (
    <div className="scrolled">
      <table className="plain small">
        <thead>
          <tr>
            {['月份', '确认的信息', '立案', '责令改正', '处罚', '处理结果'].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, confirmedPostings, filed, ordered, penalised, outcomes }) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              <td>{confirmedPostings}</td>
              <td>{filed}</td>
              <td>{ordered}</td>
              <td>{penalised}</td>
              <td>{outcomes}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Campaigns({ campaigns }: Pick<Statistics, 'campaigns'>) {
  return (
    <>
      <h3>主要串联广告</h3>
      {campaigns.length === 0 ? (
        <p className="note">还没有发现串联广告。采集到近似的信息后，这里会列出规模最大的。</p>
      ) : (
        <div className="scrolled">
          <table className="plain small">
            <thead>
              <tr>
                {['信息数', '平台数', '机构数', '首次发现', '最近发现', ''].map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {campaigns.map(({ id, postings, platforms, agencies, firstSeenAt, lastSeenAt, postingId }) => (
                <tr key={id}>
                  <td>{postings}</td>
                  <td>{platforms}</td>
                  <td>{agencies}</td>
                  <td>{shanghaiMinute(firstSeenAt)}</td>
                  <td>{shanghaiMinute(lastSeenAt)}</td>
                  <td>
                    <Link to={`/postings/${encodeURIComponent(postingId)}`}>查看其中一条</Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
