import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { type Period, period } from '../../../contracts/api/supervision.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { duration, shareInWords } from './share-text.js';
import { tableUrl, useReviewers } from './supervision-api.js';

const periodName: Record<Period, string> = { today: '今日', month: '本月' };

/** Work per reviewer. */
export function ReviewerPanel() {
  const [chosen, setChosen] = useState<Period>('month');
  const reviewers = useReviewers(chosen);
  return (
    <section className="panel" aria-label="复核人员工作量">
      <header className="panel-head">
        <h2>复核人员工作量</h2>
        <span className="downloads">
          <Segmented
            size="small"
            aria-label="期间"
            options={period.options.map((value) => ({ value, label: periodName[value] }))}
            value={chosen}
            onChange={setChosen}
          />
          <Button size="small" href={tableUrl('reviewers', { period: chosen })} download>
            下载 CSV
          </Button>
        </span>
      </header>
      <p className="note">
        间隔为同一次登录中相邻两次决定之间秒数的中位数，批量决定计为一次，超过半小时视为休息。括号内为 95%
        置信区间和计数。
      </p>
      {reviewers.isPending && <PageSkeleton />}
      {reviewers.isError && <Failure error={reviewers.error} retry={() => void reviewers.refetch()} />}
      {reviewers.data?.reviewers.length === 0 && (
        <p className="chart-empty">
          {periodName[chosen]}还没有人作出复核决定。复核人员在「复核」页面作出决定后，这里会显示。
        </p>
      )}
      {reviewers.data !== undefined && reviewers.data.reviewers.length > 0 && (
        <div className="scrolled">
          <table className="plain">
            <thead>
              <tr>
                {['人员', '机关', '决定数', '间隔中位数', '初次确认率', '被二次复核否定'].map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {reviewers.data.reviewers.map(({ person, decided, medianSeconds, confirmed, overturned }, index) => (
                <tr key={person?.id ?? `above-${index}`}>
                  <th scope="row">{person?.name ?? '上级机关人员'}</th>
                  <td>{person?.organisation ?? '—'}</td>
                  <td>{decided}</td>
                  <td>{medianSeconds === null ? '—' : duration(medianSeconds)}</td>
                  <td>{shareInWords(confirmed)}</td>
                  <td>{shareInWords(overturned)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
