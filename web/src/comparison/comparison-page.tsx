import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import type { RankedUnit } from '../../../contracts/api/comparison.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { useRanking } from './comparison-api.js';
import { resultNames } from './comparison-terms.js';
import '../supervision/supervision.css';
import './comparison.css';

/** A comparison: its units, the worst first. */
export default function ComparisonPage() {
  const { id = '' } = useParams();
  const ranking = useRanking(id);
  if (ranking.isPending) return <PageSkeleton />;
  if (ranking.isError) return <Failure error={ranking.error} retry={() => void ranking.refetch()} />;
  const [first] = ranking.data.pages;
  const units = ranking.data.pages.flatMap((page) => page.units);
  return (
    <div className="supervision comparison">
      <p>
        <Link to="/comparisons">比对</Link>
      </p>
      <section className="panel" aria-label="单位">
        <h1>
          {first === undefined
            ? '比对'
            : `${shanghaiMinute(first.comparison.comparedAt)} 的比对（截至 ${first.comparison.figures.until}）`}
        </h1>
        <p className="note">
          按不一致人数排列，每人在一个单位只计一次。到单位的名单上打印检查名单，登记到岗履职检查的结果；检查由两名执法人员进行，第二人确认后才算数。
        </p>
        {units.length === 0 ? (
          <p className="note">没有发现不一致、多单位注册或者待核对的人员。</p>
        ) : (
          <Units id={id} units={units} />
        )}
        {ranking.hasNextPage && (
          <Button
            autoInsertSpace={false}
            size="small"
            loading={ranking.isFetchingNextPage}
            onClick={() => void ranking.fetchNextPage()}
          >
            更多
          </Button>
        )}
      </section>
    </div>
  );
}

function Units({ id, units }: { id: string; units: readonly RankedUnit[] }) {
  return (
    <div className="scrolled">
      <table className="plain">
        <thead>
          <tr>
            {['单位', '统一社会信用代码', '不一致', '多单位注册', '待核对', '到岗检查'].map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {units.map(({ unitName, unitCode, mismatches, multiple, unclear, onSite, isWaiting }) => (
            <tr key={`${unitCode} ${unitName}`}>
              <td className="wrapped">
                <Link to={`/comparisons/${id}/unit?${new URLSearchParams({ name: unitName, code: unitCode })}`}>
                  <AdvertisedText text={unitName} />
                </Link>
              </td>
              <td>{unitCode === '' ? '—' : unitCode}</td>
              <td>{mismatches}</td>
              <td>{multiple}</td>
              <td>{unclear}</td>
              <td>
                {onSite === null ? (isWaiting ? '' : '未检查') : resultNames[onSite]}
                {isWaiting && `${onSite === null ? '' : '；'}有检查待第二人确认`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
