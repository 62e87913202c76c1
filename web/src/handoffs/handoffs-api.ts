import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  authorityList,
  type HandoffStepKind,
  handoff,
  handoffList,
  type NewHandoffRequest,
  preparedHandoff,
} from '../../../contracts/api/handoffs.js';
import { readApi, writeApi } from '../api/read-api.js';

export const handoffsKey = ['handoffs'];

/** The newest first, page by page. */
export const useHandoffs = () =>
  useInfiniteQuery({
    queryKey: handoffsKey,
    queryFn: ({ pageParam, signal }) =>
      readApi(handoffList, `/api/handoffs${pageParam === null ? '' : `?after=${pageParam}`}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap(({ handoffs }) => handoffs),
  });

export const useAuthorities = () =>
  useQuery({
    queryKey: ['authorities'],
    queryFn: ({ signal }) => readApi(authorityList, '/api/handoffs/authorities', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const prepareHandoff = (request: NewHandoffRequest, personId: string) =>
  writeApi(preparedHandoff, 'POST', '/api/handoffs', request, { 'x-person': personId });

export const takeStep = (
  id: string,
  step: { readonly kind: HandoffStepKind; readonly note: string; readonly occurredOn?: string },
  personId: string,
) => writeApi(handoff, 'POST', `/api/handoffs/${id}/steps`, step, { 'x-person': personId });

/** Where the letter, or the same for machines, is as a file. */
export const documentUrl = (id: string, kind: 'letter' | 'data'): string => `/api/handoffs/${id}/${kind}`;
