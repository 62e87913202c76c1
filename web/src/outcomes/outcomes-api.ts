import { useInfiniteQuery } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type NewOutcomeRequest,
  outcomeList,
  recordedOutcome,
  unmaskedIdentity,
} from '../../../contracts/api/outcomes.js';
import { readApi, writeApi } from '../api/read-api.js';

export const outcomesKey = ['outcomes'];

/** The newest first, page by page. */
export const useOutcomes = () =>
  useInfiniteQuery({
    queryKey: outcomesKey,
    queryFn: ({ pageParam, signal }) =>
      readApi(outcomeList, `/api/outcomes${pageParam === null ? '' : `?after=${pageParam}`}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap(({ outcomes }) => outcomes),
  });

export const recordOutcome = (request: NewOutcomeRequest, personId: string) =>
  writeApi(recordedOutcome, 'POST', '/api/outcomes', request, { 'x-person': personId });

export const withdrawOutcome = (id: string, reason: string, personId: string) =>
  writeApi(z.undefined(), 'POST', `/api/outcomes/${id}/withdraw`, { reason }, { 'x-person': personId });

/** The number goes in the body: what stands in an address gets into logs. */
export const findStanding = (identityNumber: string, personId: string) =>
  writeApi(outcomeList, 'POST', '/api/outcomes/standing', { identityNumber }, { 'x-person': personId });

/** The number in full; that it was shown is noted. */
export const unmaskIdentity = (id: string, reason: string, personId: string) =>
  writeApi(unmaskedIdentity, 'POST', `/api/outcomes/${id}/unmask`, { reason }, { 'x-person': personId });
