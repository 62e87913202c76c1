import { Button, Empty, Segmented, Skeleton } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { Failure } from '../failure.js';
import { OperationShell } from './operation-shell.js';
import { useRuns } from './queries.js';
import { RunTable } from './run-table.js';

const states = [
  { value: '', label: '全部' },
  { value: 'running', label: '进行中' },
  { value: 'finished', label: '已完成' },
  { value: 'cancelled', label: '已取消' },
];

/** 采集批次: those that go on first. */
export default function RunsPage() {
  const [parameters, setParameters] = useSearchParams();
  const filters = { platform: parameters.get('platform') ?? '', state: parameters.get('state') ?? '' };
  const runs = useRuns(filters);
  const rows = runs.data?.pages.flatMap((page) => page.runs);
  const change = (changed: Partial<typeof filters>) =>
    setParameters(new URLSearchParams(Object.entries({ ...filters, ...changed }).filter(([, value]) => value !== '')), {
      replace: true,
    });
  return (
    <OperationShell title="采集批次">
      <section className="panel">
        <div className="filter-bar">
          <Segmented options={states} value={filters.state} onChange={(state) => change({ state })} aria-label="状态" />
          {filters.platform !== '' && (
            <Button onClick={() => change({ platform: '' })}>只看平台 {filters.platform} ✕</Button>
          )}
        </div>
        {runs.isError && <Failure error={runs.error} retry={() => void runs.refetch()} />}
        {rows === undefined && !runs.isError && (
          <Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />
        )}
        {rows?.length === 0 && (
          <Empty className="roomy" image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这样的采集批次。">
            <Link to="/operation">到平台页立即采集</Link>
          </Empty>
        )}
        {rows !== undefined && rows.length > 0 && <RunTable runs={rows} withPlatform />}
        {runs.hasNextPage && (
          <div className="list-end">
            <Button loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
              加载更多
            </Button>
          </div>
        )}
      </section>
    </OperationShell>
  );
}
