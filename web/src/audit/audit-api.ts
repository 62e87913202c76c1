import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type AuditExportRequest,
  auditEntryList,
  auditPeople,
  ledgerState,
  verification,
} from '../../../contracts/api/audit.js';
import { apiError } from '../../../contracts/api/error.js';
import { ApiFailure, readApi, writeApi } from '../api/read-api.js';
import { type AuditFilters, auditFilterOf } from './audit-filters.js';

export const useEntries = (filters: AuditFilters) =>
  useInfiniteQuery({
    queryKey: ['audit', 'entries', filters],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams(Object.entries(auditFilterOf(filters)));
      if (pageParam !== null) query.set('before', pageParam);
      return readApi(auditEntryList, `/api/audit/entries?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ entries }) => entries),
  });

export const useLedgerState = () =>
  useQuery({
    queryKey: ['audit', 'ledger'],
    queryFn: ({ signal }) => readApi(ledgerState, '/api/audit/ledger', signal),
  });

export const useAuditPeople = () =>
  useQuery({
    queryKey: ['audit', 'people'],
    queryFn: ({ signal }) => readApi(auditPeople, '/api/audit/people', signal),
  });

const verificationKey = ['audit', 'verification'];

/** Asked again each half second while a check runs, by whomever it was started. */
export const useVerification = () =>
  useQuery({
    queryKey: verificationKey,
    queryFn: ({ signal }) => readApi(verification, '/api/audit/verification', signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 500 : false),
  });

export function useVerify() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => writeApi(verification, 'POST', '/api/audit/verify'),
    onSuccess: (started) => queries.setQueryData(verificationKey, started),
  });
}

/** The found entries as a file; rejects with ApiFailure. */
export async function fetchExport(request: AuditExportRequest): Promise<Blob> {
  const init = { method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json' } };
  const response = await fetch('/api/audit/export', init).catch((cause: unknown) => {
    throw new ApiFailure('unreachable', '连接不上服务，请确认它仍在运行。', { cause });
  });
  if (response.ok) return response.blob();
  const refused = apiError.safeParse(await response.json().catch(() => undefined));
  throw refused.success
    ? new ApiFailure(refused.data.code, refused.data.message)
    : new ApiFailure('answer_unreadable', `服务返回了无法识别的结果（${response.status}）。`);
}
