import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { QueueFilter } from '../../../contracts/api/reviews.js';
import { reviewApi } from './review-api.js';

export const ownReviewsKey = ['own-reviews'];

/** What waits under `filter`, page by page; read again now and then, since others are at work too. */
export const useQueue = (filter: QueueFilter) =>
  useInfiniteQuery({
    queryKey: ['review-queue', filter],
    queryFn: ({ pageParam, signal }) => reviewApi.readQueue(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: 20_000,
  });

/** How many wait at each stage; counted as often as the queue is read. */
export const useWaiting = () =>
  useQuery({
    queryKey: ['review-waiting'],
    queryFn: ({ signal }) => reviewApi.readWaiting(signal),
    refetchOnMount: 'always',
    refetchInterval: 20_000,
  });

/** The person's own newest decisions, and how many they took today. */
export const useOwnReviews = () =>
  useQuery({
    queryKey: ownReviewsKey,
    queryFn: ({ signal }) => reviewApi.readOwn(signal),
    refetchOnMount: 'always',
  });

export const useArticles = () =>
  useQuery({
    queryKey: ['articles'],
    queryFn: ({ signal }) => reviewApi.readArticles(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The near-duplicates of a task that wait at its stage; asked for once they are to be shown. */
export const useAlike = (taskId: string, isShown: boolean) =>
  useQuery({
    queryKey: ['alike', taskId],
    queryFn: ({ signal }) => reviewApi.readAlike(taskId, signal),
    enabled: isShown,
    staleTime: 0,
  });
