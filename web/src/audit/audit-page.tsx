import { Button, Empty } from 'antd';
import { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { useEntries } from './audit-api.js';
import { type AuditFilters, readAuditFilters, writeAuditFilters } from './audit-filters.js';
import { EntryTable } from './entry-table.js';
import { FilterBar } from './filter-bar.js';
import { LedgerPanel } from './ledger-panel.js';
import './audit.css';

/** 审计: the ledger, searched and checked. */
export default function AuditPage() {
  const [parameters] = useSearchParams();
  const filters = useMemo(() => readAuditFilters(parameters), [parameters]);
  const navigate = useNavigate();
  const entries = useEntries(filters);
  const change = (changed: Partial<AuditFilters>) =>
    // By the address as it is now: a second choice may come before the page has shown the first.
    navigate(
      { search: writeAuditFilters({ ...readAuditFilters(new URLSearchParams(window.location.search)), ...changed }) },
      { replace: true },
    );
  const isNarrowed = Object.values(filters).some((value) => value !== null);
  return (
    <div className="audit">
      <h1 className="unseen">审计</h1>
      <LedgerPanel />
      <section className="panel" aria-label="存证记录">
        <FilterBar filters={filters} change={change} />
        {entries.isPending && <PageSkeleton />}
        {entries.isError && <Failure error={entries.error} retry={() => void entries.refetch()} />}
        {entries.data?.length === 0 && (
          <Empty
            className="roomy"
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={
              isNarrowed
                ? '没有符合条件的记录，可放宽条件再查。'
                : '存证链还没有记录。登录、采集、研判、复核和导出都会在这里留下记录。'
            }
          />
        )}
        {entries.data !== undefined && entries.data.length > 0 && (
          <>
            <EntryTable entries={entries.data} />
            <div className="list-end">
              {entries.hasNextPage ? (
                <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                  加载更早的记录
                </Button>
              ) : (
                <span>共 {entries.data.length} 条，已全部显示</span>
              )}
            </div>
          </>
        )}
      </section>
    </div>
  );
}
