import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type AgencyStanding,
  agencyDetail,
  agencyRanking,
  type NewAgencyDecisionRequest,
} from '../../../contracts/api/agencies.js';
import { readApi, writeApi } from '../api/read-api.js';
import { useKnownSession } from '../api/session.js';

export const pageSize = 50;

export interface RankingFilters {
  readonly standing: AgencyStanding | null;
  readonly q: string;
  /** From 1. */
  readonly page: number;
}

export function useRanking({ standing, q, page }: RankingFilters) {
  const query = new URLSearchParams({ offset: String((page - 1) * pageSize), limit: String(pageSize) });
  if (standing !== null) query.set('standing', standing);
  if (q !== '') query.set('q', q);
  return useQuery({
    queryKey: ['agencies', 'ranking', String(query)],
    queryFn: ({ signal }) => readApi(agencyRanking, `/api/agencies/ranking?${query}`, signal),
    placeholderData: keepPreviousData,
  });
}

const agencyKey = (id: string) => ['agencies', 'one', id];
const agencyPath = (id: string) => `/api/agencies/${encodeURIComponent(id)}`;

export const useAgency = (id: string) =>
  useQuery({
    queryKey: agencyKey(id),
    queryFn: ({ signal }) => readApi(agencyDetail, agencyPath(id), signal),
  });

/** Decides on a name, and shows the agency as it is after that. */
export function useDecide() {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  return useMutation({
    mutationFn: ({ agencyId, ...decision }: NewAgencyDecisionRequest & { agencyId: string }) =>
      writeApi(agencyDetail, 'POST', `${agencyPath(agencyId)}/decisions`, decision, { 'x-person': person.id }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['agencies'] }),
  });
}
