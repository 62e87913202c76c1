import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { failureGroups, failurePage, rerunAnswer } from '../../../contracts/api/operation/failures.js';
import {
  checkedFile,
  platformVersion,
  savedPlatform,
  triedPlatform,
} from '../../../contracts/api/operation/platform-files.js';
import { platformDetail, platformPage } from '../../../contracts/api/operation/platforms.js';
import { queueState } from '../../../contracts/api/operation/queue-state.js';
import {
  crawledPages,
  type PageState,
  runDetail,
  runPage,
  sampleCapture,
  startedRun,
} from '../../../contracts/api/operation/runs.js';
import { type NewSchedule, scheduleList, schedulePreview } from '../../../contracts/api/operation/schedules.js';
import { storageState } from '../../../contracts/api/operation/storage-state.js';
import { readApi, writeApi } from '../api/read-api.js';

const base = '/api/operation';
/** What goes on by itself is read again this often, in milliseconds. */
const fresh = 10_000;

function withQuery(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
const idIn = encodeURIComponent;

export interface PlatformFilters {
  readonly q: string;
  readonly health: string;
  readonly order: string;
}

export const usePlatforms = (filters: PlatformFilters) =>
  useInfiniteQuery({
    queryKey: ['operation', 'platforms', filters],
    queryFn: ({ pageParam, signal }) =>
      readApi(platformPage, withQuery(`${base}/platforms`, { ...filters, after: pageParam }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: 3 * fresh,
  });

export const usePlatform = (id: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: ['operation', 'platform', id],
    queryFn: ({ signal }) => readApi(platformDetail, `${base}/platforms/${idIn(id)}`, signal),
    refetchInterval: fresh,
  });

export const usePlatformVersion = (id: string | undefined, number: number | undefined) =>
  useQuery({
    queryKey: ['operation', 'version', id, number],
    queryFn: ({ signal }) => readApi(platformVersion, `${base}/platforms/${idIn(id ?? '')}/versions/${number}`, signal),
    enabled: id !== undefined && number !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useSchedules = () =>
  useQuery({
    queryKey: ['operation', 'schedules'],
    queryFn: ({ signal }) => readApi(scheduleList, `${base}/schedules`, signal),
    refetchInterval: 3 * fresh,
  });

export const useSchedulePreview = (cron: string, timeZone: string) =>
  useQuery({
    queryKey: ['operation', 'preview', cron, timeZone],
    queryFn: ({ signal }) =>
      readApi(schedulePreview, withQuery(`${base}/schedules/preview`, { cron, timeZone }), signal),
    enabled: cron.trim() !== '',
    placeholderData: keepPreviousData,
  });

export const useRuns = (filters: { platform: string; state: string }) =>
  useInfiniteQuery({
    queryKey: ['operation', 'runs', filters],
    queryFn: ({ pageParam, signal }) =>
      readApi(runPage, withQuery(`${base}/runs`, { ...filters, after: pageParam }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: fresh,
  });

export const useRun = (id: string) =>
  useQuery({
    queryKey: ['operation', 'run', id],
    queryFn: ({ signal }) => readApi(runDetail, `${base}/runs/${idIn(id)}`, signal),
  });

export const useRunPages = (id: string, state: PageState | undefined) =>
  useInfiniteQuery({
    queryKey: ['operation', 'pages', id, state],
    queryFn: ({ pageParam, signal }) =>
      readApi(crawledPages, withQuery(`${base}/runs/${idIn(id)}/pages`, { state, after: pageParam }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export interface FailureFilters {
  readonly platform: string;
  readonly class: string;
  readonly runs: string;
}

export const useFailureGroups = (filters: FailureFilters) =>
  useQuery({
    queryKey: ['operation', 'failures', filters],
    queryFn: ({ signal }) => readApi(failureGroups, withQuery(`${base}/failures`, { ...filters }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 3 * fresh,
  });

export const useFailures = (group: { platform: string; class: string; code: string; runs: string }) =>
  useInfiniteQuery({
    queryKey: ['operation', 'failure-items', group],
    queryFn: ({ pageParam, signal }) =>
      readApi(failurePage, withQuery(`${base}/failures/items`, { ...group, after: pageParam, limit: '20' }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const useSampleCapture = (id: string | undefined) =>
  useQuery({
    queryKey: ['operation', 'capture', id],
    queryFn: ({ signal }) => readApi(sampleCapture, `${base}/captures/${idIn(id ?? '')}`, signal),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useQueueState = () =>
  useQuery({
    queryKey: ['operation', 'queue'],
    queryFn: ({ signal }) => readApi(queueState, `${base}/queue`, signal),
    refetchInterval: fresh / 2,
  });

export const useStorageState = () =>
  useQuery({
    queryKey: ['operation', 'storage'],
    queryFn: ({ signal }) => readApi(storageState, `${base}/storage`, signal),
  });

export const checkFile = (yaml: string) => writeApi(checkedFile, 'POST', `${base}/platforms/check`, { yaml });
export const tryFile = (yaml: string) => writeApi(triedPlatform, 'POST', `${base}/platforms/test`, { yaml });
export const saveFile = (file: { yaml: string; platformId: string | null; basedOn: number }) =>
  writeApi(savedPlatform, 'POST', `${base}/platforms`, file);

const nothing = z.undefined();
export const closeAlarms = (id: string) => writeApi(nothing, 'POST', `${base}/platforms/${idIn(id)}/alarms/close`);
export const setSchedule = (id: string, schedule: NewSchedule) =>
  writeApi(nothing, 'PUT', `${base}/platforms/${idIn(id)}/schedule`, schedule);
export const switchSchedule = (id: string, to: 'pause' | 'resume') =>
  writeApi(nothing, 'POST', `${base}/platforms/${idIn(id)}/schedule/${to}`);
export const startRun = (id: string, run: { full: boolean; pageBudget: number | null }) =>
  writeApi(startedRun, 'POST', `${base}/platforms/${idIn(id)}/runs`, run);
export const actOnRun = (id: string, act: 'pause' | 'resume' | 'cancel') =>
  writeApi(nothing, 'POST', `${base}/runs/${idIn(id)}/${act}`);
export const rerunFailures = (group: { platformId: string; errorClass: string; errorCode: string; id?: string }) =>
  writeApi(rerunAnswer, 'POST', `${base}/failures/rerun`, group);

/** Does something and reads again whatever the pages of operation show. */
export function useAct<T, R>(act: (given: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    networkMode: 'always',
    onSettled: () => queries.invalidateQueries({ queryKey: ['operation'] }),
  });
}
