import { Button, Empty, Input, Select, Skeleton } from 'antd';
import { Link, useSearchParams } from 'react-router';
import {
  type Health,
  type PlatformRow,
  platformHealth,
  platformOrder,
} from '../../../contracts/api/operation/platforms.js';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { failureReason } from './failure-reasons.js';
import { HealthTag } from './health-tag.js';
import { OperationShell } from './operation-shell.js';
import { usePlatforms } from './queries.js';
import { Sparkline } from './sparkline.js';
import { healthName, orderName, stateInWords } from './terms.js';
import { useMayOperate } from './use-may-operate.js';

/** 平台: which of hundreds need somebody, the gravest first. */
export default function PlatformListPage() {
  const [parameters, setParameters] = useSearchParams();
  const filters = {
    q: parameters.get('q') ?? '',
    health: parameters.get('health') ?? '',
    order: parameters.get('order') ?? 'health',
  };
  const platforms = usePlatforms(filters);
  const mayOperate = useMayOperate();
  const rows = platforms.data?.pages.flatMap((page) => page.platforms);
  const counts = platforms.data?.pages[0]?.counts;
  const change = (changed: Partial<typeof filters>) => {
    const next = Object.entries({ ...filters, ...changed }).filter(
      ([name, value]) => value !== '' && !(name === 'order' && value === 'health'),
    );
    setParameters(new URLSearchParams(next), { replace: true });
  };
  const total = counts === undefined ? 0 : Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <OperationShell
      title="平台"
      actions={
        mayOperate && (
          <Link className="ant-btn-like" to="/operation/new-platform">
            添加平台
          </Link>
        )
      }
    >
      <section className="panel">
        <div className="filter-bar">
          <fieldset className="health-filter" aria-label="按状态筛选">
            <HealthFilter
              name="全部"
              count={total}
              pressed={filters.health === ''}
              press={() => change({ health: '' })}
            />
            {platformHealth.options.map((health) => (
              <HealthFilter
                key={health}
                health={health}
                name={healthName[health]}
                count={counts?.[health] ?? 0}
                pressed={filters.health === health}
                press={() => change({ health: filters.health === health ? '' : health })}
              />
            ))}
          </fieldset>
          <Input.Search
            className="platform-search"
            type="search"
            aria-label="按名称或编号查找平台"
            placeholder="名称或编号"
            allowClear
            defaultValue={filters.q}
            key={filters.q}
            onSearch={(q) => change({ q: q.trim() })}
          />
          <Select
            aria-label="排序"
            value={filters.order}
            onChange={(order) => change({ order })}
            options={platformOrder.options.map((value) => ({ value, label: orderName[value] }))}
          />
        </div>
        {platforms.isError && <Failure error={platforms.error} retry={() => void platforms.refetch()} />}
        {rows === undefined && !platforms.isError && (
          <Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />
        )}
        {rows?.length === 0 && <NoPlatforms isNarrowed={total > 0} mayOperate={mayOperate} />}
        {rows !== undefined && rows.length > 0 && <PlatformTable rows={rows} />}
        {rows !== undefined && rows.length > 0 && (
          <div className="list-end">
            {platforms.hasNextPage ? (
              <Button loading={platforms.isFetchingNextPage} onClick={() => void platforms.fetchNextPage()}>
                加载更多
              </Button>
            ) : (
              <span>共 {rows.length} 个平台，已全部显示</span>
            )}
          </div>
        )}
      </section>
    </OperationShell>
  );
}

function HealthFilter({
  name,
  health,
  count,
  pressed,
  press,
}: {
  name: string;
  health?: Health;
  count: number;
  pressed: boolean;
  press: () => void;
}) {
  const isGrave = count > 0 && (health === 'alarm' || health === 'failing' || health === 'overdue');
  return (
    <button type="button" className={isGrave ? 'grave' : undefined} aria-pressed={pressed} onClick={press}>
      {name} <b>{count}</b>
    </button>
  );
}

function PlatformTable({ rows }: { rows: readonly PlatformRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="table-scroll" tabIndex={0} aria-label="平台列表">
      <table className="data">
        <thead>
          <tr>
            <th scope="col">平台</th>
            <th scope="col">状态</th>
            <th scope="col">产出（条/次）</th>
            <th scope="col">最近一次采集</th>
            <th scope="col">未采到的页面</th>
            <th scope="col" className="figure">
              信息总数
            </th>
            <th scope="col">下次开始</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link to={`/operation/platforms/${encodeURIComponent(row.id)}`}>{row.name}</Link>
                <span className="under">{row.id}</span>
              </th>
              <td>
                <HealthTag health={row.health} />
                {row.alarm[0] !== undefined && (
                  <span className="under clip" title={row.alarm.join('；')}>
                    {row.alarm[0]}
                  </span>
                )}
              </td>
              <td>
                <Sparkline yields={row.yields} />
              </td>
              <td>
                <LastRun lastRun={row.lastRun} />
              </td>
              <td>
                <Unfetched lastRun={row.lastRun} />
              </td>
              <td className="figure">{row.postings.toLocaleString('zh-CN')}</td>
              <td>
                {row.schedule === 'paused' ? (
                  <span className="absent">计划已暂停</span>
                ) : row.nextRunAt === null ? (
                  <span className="absent">无计划</span>
                ) : (
                  <time dateTime={row.nextRunAt}>{shanghaiMinute(row.nextRunAt).slice(5)}</time>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LastRun({ lastRun }: { lastRun: PlatformRow['lastRun'] }) {
  if (lastRun === null) return <span className="absent">—</span>;
  return (
    <Link to={`/operation/runs/${lastRun.id}`}>
      <time dateTime={lastRun.startedAt}>{shanghaiMinute(lastRun.startedAt).slice(5)}</time>{' '}
      {stateInWords(lastRun.state, lastRun.pausedAt)}
    </Link>
  );
}

function Unfetched({ lastRun }: { lastRun: PlatformRow['lastRun'] }) {
  if (lastRun?.pages == null) return <span className="absent">—</span>;
  const { done, dead, refused } = lastRun.pages;
  if (dead + refused === 0) return <span className="absent">无（读出 {done} 页）</span>;
  const { commonestError } = lastRun;
  return (
    <>
      <span>
        失败 {dead}，不采集 {refused}，读出 {done}
      </span>
      {commonestError !== null && (
        <span className="under clip" title={failureReason(commonestError.code).advice}>
          {failureReason(commonestError.code).reason} {commonestError.pages} 页
        </span>
      )}
    </>
  );
}

function NoPlatforms({ isNarrowed, mayOperate }: { isNarrowed: boolean; mayOperate: boolean }) {
  return (
    <Empty
      className="roomy"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        isNarrowed
          ? '没有符合条件的平台，可放宽条件再看。'
          : mayOperate
            ? '还没有平台。点击右上角“添加平台”，写好平台文件并试采后保存。'
            : '还没有平台，请联系采集员添加。'
      }
    />
  );
}
