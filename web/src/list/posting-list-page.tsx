import { Button, Empty } from 'antd';
import { useEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { usePostings } from '../api/queries.js';
import { Failure } from '../failure.js';
import { usePageKeys } from '../page-keys.js';
import { type PostingFilters, readFilters, writeFilters } from '../posting-filters.js';
import { FilterBar } from './filter-bar.js';
import { focusKeys } from './focus-keys.js';
import { OverviewPanel } from './overview-panel.js';
import { PostingTable } from './posting-table.js';
import { useEndInView } from './use-end-in-view.js';

export default function PostingListPage() {
  const [parameters] = useSearchParams();
  const filters = useMemo(() => readFilters(parameters), [parameters]);
  const navigate = useNavigate();
  const postings = usePostings(filters);
  const list = useRef<HTMLElement>(null);
  const loadMore = () => {
    if (postings.hasNextPage && !postings.isFetching) void postings.fetchNextPage();
  };
  const end = useEndInView(loadMore);

  const change = (changed: Partial<PostingFilters>) =>
    // By the address as it is now: a second choice may come before the page has shown the first.
    navigate(
      {
        pathname: '/',
        search: writeFilters({ ...readFilters(new URLSearchParams(window.location.search)), ...changed }),
      },
      { replace: true },
    );
  usePageKeys(focusKeys(list, 'a[data-posting]'));
  useFocusOnReturn(list, postings.data !== undefined);

  return (
    <>
      <h1 className="unseen">招聘信息</h1>
      <OverviewPanel filters={filters} change={change} />
      <section className="panel" ref={list} aria-label="招聘信息列表">
        <FilterBar filters={filters} change={change} />
        {postings.isError && <Failure error={postings.error} retry={() => void postings.refetch()} />}
        {postings.data?.length === 0 && postings.hasNextPage ? (
          <p className="note">已查找的部分没有符合条件的招聘信息，可点“加载更多”继续查找。</p>
        ) : postings.data?.length === 0 ? (
          <NothingFound filters={filters} change={change} />
        ) : (
          !(postings.isError && postings.data === undefined) && (
            <PostingTable postings={postings.data} search={writeFilters(filters)} />
          )
        )}
        <div ref={end} className="list-end">
          {postings.hasNextPage ? (
            <Button onClick={loadMore} loading={postings.isFetchingNextPage}>
              加载更多
            </Button>
          ) : (
            postings.data !== undefined &&
            postings.data.length > 0 && <span>共 {postings.data.length} 条，已全部显示</span>
          )}
        </div>
      </section>
    </>
  );
}

function NothingFound({ filters, change }: { filters: PostingFilters; change: (changed: PostingFilters) => void }) {
  const narrowed = filters.platform !== null || filters.agency !== null || filters.q !== '';
  const everything = { band: null, platform: null, agency: null, q: '' };
  return (
    <Empty
      className="roomy"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        narrowed
          ? '没有符合筛选条件的招聘信息，可放宽条件再看。'
          : filters.band === 'flagged'
            ? '暂无可疑信息。采集并研判后会显示在这里；也可查看全部分档，或请管理员检查采集任务。'
            : '暂无招聘信息。请先由管理员添加招聘平台并运行采集。'
      }
    >
      {(narrowed || filters.band !== null) && <Button onClick={() => change(everything)}>查看全部</Button>}
    </Empty>
  );
}

/** Back from a posting, the focus is on it again. */
function useFocusOnReturn(list: React.RefObject<HTMLElement | null>, loaded: boolean): void {
  const { state } = useLocation();
  const from: unknown = state?.from;
  useEffect(() => {
    if (!loaded || typeof from !== 'string') return;
    list.current?.querySelector<HTMLElement>(`a[data-posting="${CSS.escape(from)}"]`)?.focus();
  }, [list, loaded, from]);
}
