import { Link } from 'react-router';
import type { Comparison } from '../../../contracts/api/comparison.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { useComparisons } from './comparison-api.js';
import { fileNames } from './comparison-terms.js';
import { OnSiteChecks } from './on-site-checks.js';
import '../supervision/supervision.css';
import './comparison.css';

/** 比对: registrations that were compared with social insurance, and the checks on site that came of it. */
export default function ComparisonsPage() {
  const comparisons = useComparisons();
  return (
    <div className="supervision comparison">
      <h1 className="unseen">比对</h1>
      <section className="panel" aria-label="历次比对">
        <h2>注册与参保信息的历次比对</h2>
        <p className="note">
          比对结果仅为线索：是否在注册单位实际工作，须经核查认定。参保与注册一致，也不说明其招聘信息合规。
        </p>
        {comparisons.isPending && <PageSkeleton />}
        {comparisons.isError && <Failure error={comparisons.error} retry={() => void comparisons.refetch()} />}
        {comparisons.data?.comparisons.length === 0 && (
          <p className="note">
            还没有保存的比对。由管理员在服务器上运行 <code>guazheng compare … --store --user 用户名</code>{' '}
            进行比对并保存。
          </p>
        )}
        {comparisons.data !== undefined && comparisons.data.comparisons.length > 0 && (
          <Table comparisons={comparisons.data.comparisons} />
        )}
      </section>
      <OnSiteChecks />
    </div>
  );
}

function Table({ comparisons }: { comparisons: readonly Comparison[] }) {
  const heads = [
    '时间',
    '机关',
    '文件',
    '注册',
    '参保',
    '不一致',
    '例外',
    '待核对',
    '多单位',
    '变更频繁',
    '单位',
    '比对人',
  ];
  return (
    <div className="scrolled">
      <table className="plain">
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparisons.map(({ id, organisation, files, figures, comparedBy, comparedAt }) => (
            <tr key={id}>
              <td>
                <Link to={`/comparisons/${id}`}>{shanghaiMinute(comparedAt)}</Link>
              </td>
              <td>{organisation}</td>
              <td className="wrapped">
                {files.map(({ kind, name, sha256 }) => (
                  <span key={sha256} title={`SHA-256 ${sha256}`}>
                    {fileNames[kind]}：<AdvertisedText text={name} />{' '}
                  </span>
                ))}
              </td>
              {[
                ...[figures.registrations, figures.insurance, figures.mismatches, figures.exceptions, figures.unclear],
                ...[figures.multiple, figures.frequentChanges, figures.units],
              ].map((figure, column) => (
                <td key={heads[column + 3]}>{figure.toLocaleString('zh-CN')}</td>
              ))}
              <td>{comparedBy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
