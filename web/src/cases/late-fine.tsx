import { Alert } from 'antd';
import type { CaseDetail } from '../../../contracts/api/cases.js';

const yuan = (amount: number) => `${amount.toLocaleString('zh-CN')} 元`;

/** What may be added to a fine that was not paid in time, with the articles in full. A person decides. */
export function LateFine({ late }: { late: NonNullable<CaseDetail['penalty']['lateFine']> }) {
  const { fineYuan, dueOn, until, days, suspendedDays, dailyYuan, addedYuan, isCapped, basis } = late;
  const left = suspendedDays === 0 ? '' : `（中止的 ${suspendedDays} 日不计）`;
  return (
    <section className="panel" aria-label="逾期罚款">
      <h2>逾期罚款</h2>
      <Alert
        type="warning"
        showIcon
        title={`罚款 ${yuan(fineYuan)}的缴纳期限至 ${dueOn}，截至 ${until} 逾期 ${days} 日${left}。`}
      />
      <p>
        每日按罚款数额的百分之三（{yuan(dailyYuan)}）计算，可以加处罚款 <b>{yuan(addedYuan)}</b>
        {isCapped ? '，已达到罚款的数额，不再增加' : '，最多不超过罚款的数额'}。
      </p>
      <p className="note">
        以上由系统计算，是否加处由执法人员决定；案件没有中止的行政复议或者行政诉讼期间，以及批准延期或者分期缴纳的，应当另行核减。
      </p>
      {basis.map(({ citation, text }) => (
        <details key={citation}>
          <summary>{citation}</summary>
          <blockquote>
            {text.split('\n').map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </blockquote>
        </details>
      ))}
    </section>
  );
}
