import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  activated,
  comparisonRun,
  evaluationDetail,
  evaluationList,
  evaluationRun,
  explanation,
  labelCounts,
  releaseOverview,
  type TryRequest,
} from '../../../contracts/api/testing.js';
import { readApi, writeApi } from '../api/read-api.js';

/** While a run is under way it is asked how far it is. */
const everyMilliseconds = 500;
const whileRunning = ({ state: { data } }: { state: { data?: { state: string } | undefined } }) =>
  data?.state === 'running' ? everyMilliseconds : false;

const path = (...parts: string[]) => `/api/testing/${parts.map(encodeURIComponent).join('/')}`;

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}

export const startEvaluation = (file: File, allowSeen: boolean) =>
  writeApi(evaluationRun, 'POST', `${path('evaluations')}${allowSeen ? '?seen=allow' : ''}`, formOf(file));
export const cancelEvaluation = (id: string) => writeApi(evaluationRun, 'DELETE', path('evaluation-runs', id));
export const compareUploaded = (file: File) =>
  writeApi(comparisonRun, 'POST', `${path('comparisons')}/upload`, formOf(file));
export const compareNamed = (release: string) => writeApi(comparisonRun, 'POST', path('comparisons'), { release });
export const cancelComparison = (id: string) => writeApi(comparisonRun, 'DELETE', path('comparison-runs', id));
export const activateCompared = (id: string) => writeApi(activated, 'POST', path('comparison-runs', id, 'activate'));

export const useEvaluationRun = (id: string | null) =>
  useQuery({
    queryKey: ['testing', 'evaluation-run', id],
    queryFn: ({ signal }) => readApi(evaluationRun, path('evaluation-runs', id ?? ''), signal),
    enabled: id !== null,
    refetchInterval: whileRunning,
  });

export const useComparisonRun = (id: string | null) =>
  useQuery({
    queryKey: ['testing', 'comparison-run', id],
    queryFn: ({ signal }) => readApi(comparisonRun, path('comparison-runs', id ?? ''), signal),
    enabled: id !== null,
    refetchInterval: whileRunning,
  });

export const evaluationsKey = ['testing', 'evaluations'] as const;
export const useEvaluations = () =>
  useInfiniteQuery({
    queryKey: evaluationsKey,
    queryFn: ({ pageParam, signal }) =>
      readApi(evaluationList, `${path('evaluations')}${pageParam === null ? '' : `?after=${pageParam}`}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ evaluations }) => evaluations),
  });

export const useEvaluation = (id: string) =>
  useQuery({
    queryKey: ['testing', 'evaluation', id],
    queryFn: ({ signal }) => readApi(evaluationDetail, path('evaluations', id), signal),
  });

/** The verdict of a text, while it is written: the one before stays until the next is there. */
export const useExplanation = (request: TryRequest | null) =>
  useQuery({
    queryKey: ['testing', 'explanation', request],
    queryFn: () => writeApi(explanation, 'POST', path('explanations'), request),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    // What was tried is not kept for long: it may be anything.
    gcTime: 60_000,
  });

export const releasesKey = ['testing', 'releases'] as const;
export const useReleases = () =>
  useQuery({ queryKey: releasesKey, queryFn: ({ signal }) => readApi(releaseOverview, path('releases'), signal) });

export const useLabelCounts = () =>
  useQuery({
    queryKey: ['testing', 'label-counts'],
    queryFn: ({ signal }) => readApi(labelCounts, path('label-counts'), signal),
  });
