import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { agencyList, overview, postingDetail, postingList } from '../../../contracts/api/postings.js';
import { postingHistory } from '../../../contracts/api/reviews.js';
import { type PostingFilters, postingsQuery } from '../posting-filters.js';
import { readApi } from './read-api.js';

const pageSize = 50;

/** Totals; read again every half minute, because a crawl may be running. */
export const useOverview = () =>
  useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => readApi(overview, '/api/overview', signal),
    refetchInterval: 30_000,
  });

/** The list under `filters`, page by page. */
export const usePostings = (filters: PostingFilters) =>
  useInfiniteQuery({
    queryKey: ['postings', filters],
    queryFn: ({ pageParam, signal }) =>
      readApi(postingList, `/api/postings${postingsQuery(filters, pageParam, pageSize)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap(({ postings }) => postings),
  });

const postingOptions = (id: string) =>
  queryOptions({
    queryKey: ['posting', id],
    queryFn: ({ signal }) => readApi(postingDetail, `/api/postings/${encodeURIComponent(id)}`, signal),
  });

export const usePosting = (id: string) => useQuery(postingOptions(id));

/** Reads the posting that the reviewer will probably want next, so that it is there at once. */
export function usePrefetchedPosting(id: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (id !== undefined) void queries.prefetchQuery(postingOptions(id));
  }, [queries, id]);
}

export const useAgencies = (q: string) =>
  useQuery({
    queryKey: ['agencies', q],
    queryFn: ({ signal }) => readApi(agencyList, `/api/agencies?${new URLSearchParams({ q })}`, signal),
    placeholderData: keepPreviousData,
  });

/** What has become of a posting and what it belongs to. */
export const usePostingHistory = (id: string) =>
  useQuery({
    queryKey: ['posting-history', id],
    queryFn: ({ signal }) => readApi(postingHistory, `/api/postings/${encodeURIComponent(id)}/history`, signal),
  });
