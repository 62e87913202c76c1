import { Button } from 'antd';
import type { Agreement } from '../../../contracts/api/supervision.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { percent, shareInWords } from './share-text.js';
import { tableUrl, useAgreement } from './supervision-api.js';

/** How far reviewers agree, and what can be said of it. */
export function AgreementPanel() {
  const agreement = useAgreement();
  return (
    <section className="panel" aria-label="复核人员一致程度">
      <header className="panel-head">
        <h2>复核人员一致程度（近十二个月）</h2>
        <Button size="small" href={tableUrl('agreement')} download>
          下载 CSV
        </Button>
      </header>
      {agreement.isPending && <PageSkeleton />}
      {agreement.isError && <Failure error={agreement.error} retry={() => void agreement.refetch()} />}
      {agreement.data !== undefined && (
        <div className="agreement">
          <Independent independent={agreement.data.independent} />
          <div>
            <h3>二次复核一致率</h3>
            <p className="large">{agreement.data.second.of === 0 ? '—' : shareInWords(agreement.data.second)}</p>
            <p className="note">
              {agreement.data.second.of === 0
                ? '还没有二次复核。初次复核确认的信息由另一人二次复核后，这里会显示。'
                : '只有初次确认的信息进入二次复核，第二人面对的只有一类，因此这里不能计算 κ（无论第二人怎样决定，结果都是 0），只给出一致率及其 95% 置信区间。'}
            </p>
          </div>
        </div>
      )}
    </section>
  );
}

function Independent({ independent }: Pick<Agreement, 'independent'>) {
  if (independent === null) {
    return (
      <div>
        <h3>Cohen κ 系数</h3>
        <p className="large">尚不能计算</p>
        <p className="note">
          kappa
          要求两人各自独立地对同样的信息作出决定，且确认、排除两类都可能出现。目前还没有内容完全相同、由两人分别初次复核的信息。
        </p>
      </div>
    );
  }
  const { kappa, table } = independent;
  const [confirmed, dismissed] = table;
  return (
    <div>
      <h3>Cohen κ 系数</h3>
      <p className="large">
        {kappa.kappa === null
          ? '尚不能计算'
          : `${kappa.kappa.toFixed(2)}（${kappa.low?.toFixed(2)} 至 ${kappa.high?.toFixed(2)}）`}
      </p>
      <p className="note">
        {kappa.kappa === null
          ? `两人在 ${kappa.n} 对信息上只作出过同一种决定，偶然一致率为 1，κ 没有定义。`
          : `${kappa.n} 对，标准误 ${kappa.standardError?.toFixed(3)}；观察一致率 ${percent(kappa.observed)}，偶然一致率 ${percent(kappa.expected)}。`}
        取内容完全相同、由两人分别初次复核的信息。标准误为大样本近似，对数少时不可靠；后一人可能看过串联广告中前一条的结论，实际独立程度会低一些。
      </p>
      <table className="plain small">
        <thead>
          <tr>
            <th scope="col">先／后</th>
            <th scope="col">后：确认</th>
            <th scope="col">后：排除</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">先：确认</th>
            <td>{confirmed[0]}</td>
            <td>{confirmed[1]}</td>
          </tr>
          <tr>
            <th scope="row">先：排除</th>
            <td>{dismissed[0]}</td>
            <td>{dismissed[1]}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
