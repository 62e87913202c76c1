import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  caseDetail,
  caseList,
  caseRegistered,
  caseStepAnswered,
  type caseStepRequest,
  caseStepTaken,
  deadlineList,
  type registerCaseRequest,
} from '../../../contracts/api/cases.js';
import { readApi, writeApi } from '../api/read-api.js';

const casePath = (id: string) => `/api/cases/${encodeURIComponent(id)}`;

export type Standing = 'open' | 'ended' | 'all';

export const useCases = (standing: Standing) =>
  useInfiniteQuery({
    queryKey: ['cases', standing],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: '50' });
      if (standing !== 'all') query.set('standing', standing);
      if (pageParam !== null) query.set('after', pageParam);
      return readApi(caseList, `/api/cases?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap(({ cases }) => cases),
  });

/** Deadlines that are over or end within a week. */
export const useDeadlines = () =>
  useQuery({
    queryKey: ['case-deadlines'],
    queryFn: ({ signal }) => readApi(deadlineList, '/api/case-deadlines', signal),
  });

export const caseKey = (id: string) => ['case', id] as const;

export const useCase = (id: string) =>
  useQuery({ queryKey: caseKey(id), queryFn: ({ signal }) => readApi(caseDetail, casePath(id), signal) });

/** What a person does in cases; `person_changed` where another one has logged in to this browser since. */
export function caseApiOf(personId: string) {
  const write = <T extends z.ZodType>(schema: T, path: string, body: unknown) =>
    writeApi(schema, 'POST', path, body, { 'x-person': personId });
  return {
    register: (request: z.input<typeof registerCaseRequest>) => write(caseRegistered, '/api/cases', request),
    takeStep: (id: string, step: z.input<typeof caseStepRequest>) =>
      write(caseStepTaken, `${casePath(id)}/steps`, step),
    answer: (id: string, stepId: string, kind: 'confirmed' | 'withdrawn') =>
      write(caseStepAnswered, `${casePath(id)}/steps/${encodeURIComponent(stepId)}/answer`, { kind }),
  };
}
