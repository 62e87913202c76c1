import { Alert } from 'antd';
import { Link } from 'react-router';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { comparisonTerms, relistedTerms } from './chinese-terms.js';

/** What has become of the advertisements since the order to correct. */
export function RefusalPanel({ refusal }: Pick<CaseDetail, 'refusal'>) {
  const { order, postings, relisted } = refusal;
  if (order === null) return null;
  return (
    <section className="panel" aria-label="改正情况">
      <h2>改正情况</h2>
      <p className="note">
        责令改正通知 {order.servedOn} 送达，期限至 {order.dueOn}。
      </p>
      <Alert
        type={refusal.speaksForRefusal ? 'warning' : 'info'}
        showIcon
        title={refusal.speaksForRefusal ? '有线索表明没有改正，请执法人员核实后认定。' : '目前没有发现拒不改正的线索。'}
      />
      <ul className="findings">
        {postings.map(({ postingId, title, comparison, capturedAt, confirmations, isBack }) => (
          <li key={postingId}>
            <Link to={`/postings/${encodeURIComponent(postingId)}`}>
              <bdi>{title || '（无标题）'}</bdi>
            </Link>
            ：{comparison === null ? '尚未复查取证' : comparisonTerms[comparison]}
            {isBack ? '，此后又重新出现' : ''}
            {capturedAt === null ? '' : `（${shanghaiMinute(capturedAt)} 复查，${confirmations} 人核实）`}
          </li>
        ))}
        {relisted.map(({ postingId, title, firstSeenAt, reasons }) => (
          <li key={postingId}>
            <Link to={`/postings/${encodeURIComponent(postingId)}`}>
              <bdi>{title || '（无标题）'}</bdi>
            </Link>
            ：责令后 {shanghaiMinute(firstSeenAt)} 首次出现，{reasons.map((reason) => relistedTerms[reason]).join('；')}
          </li>
        ))}
      </ul>
    </section>
  );
}
