import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { caseRegistered, type registerCaseRequest } from '../../../contracts/api/cases.js';
import {
  comparisonList,
  type NewOnSiteCheck,
  onSiteCheckList,
  recordedOnSiteCheck,
  unitLeads,
  unitRanking,
} from '../../../contracts/api/comparison.js';
import { readApi, writeApi } from '../api/read-api.js';

/** Employer as a comparison names it; `code` is empty where the register has none. */
export interface UnitNamed {
  readonly name: string;
  readonly code: string;
}

export const onSiteKey = ['on-site-checks'];
export const rankingKey = ['comparison-units'];
export const leadsKey = ['comparison-leads'];

const queryOf = ({ name, code }: UnitNamed) => new URLSearchParams({ unit: name, code });

export const useComparisons = () =>
  useQuery({
    queryKey: ['comparisons'],
    queryFn: ({ signal }) => readApi(comparisonList, '/api/comparisons', signal),
  });

/** A comparison with its units, page by page. */
export const useRanking = (id: string) =>
  useInfiniteQuery({
    queryKey: [...rankingKey, id],
    queryFn: ({ pageParam, signal }) =>
      readApi(unitRanking, `/api/comparisons/${encodeURIComponent(id)}?after=${pageParam}`, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });

export const useUnitLeads = (id: string, unit: UnitNamed) =>
  useQuery({
    queryKey: [...leadsKey, id, unit],
    queryFn: ({ signal }) =>
      readApi(unitLeads, `/api/comparisons/${encodeURIComponent(id)}/leads?${queryOf(unit)}`, signal),
  });

/** Checks on site of one unit, or of all. */
export const useOnSiteChecks = (unit?: UnitNamed) =>
  useQuery({
    queryKey: [...onSiteKey, unit ?? null],
    queryFn: ({ signal }) =>
      readApi(onSiteCheckList, `/api/on-site-checks${unit === undefined ? '' : `?${queryOf(unit)}`}`, signal),
  });

export const recordCheck = (check: NewOnSiteCheck, personId: string) =>
  writeApi(recordedOnSiteCheck, 'POST', '/api/on-site-checks', check, { 'x-person': personId });

export const confirmCheck = (id: string, personId: string) =>
  writeApi(z.undefined(), 'POST', `/api/on-site-checks/${id}/confirm`, {}, { 'x-person': personId });

export const withdrawCheck = (id: string, reason: string, personId: string) =>
  writeApi(z.undefined(), 'POST', `/api/on-site-checks/${id}/withdraw`, { reason }, { 'x-person': personId });

export const registerClues = (
  clues: Required<Pick<z.input<typeof registerCaseRequest>, 'origin' | 'leadIds'>> & { checkId?: string },
  personId: string,
) => writeApi(caseRegistered, 'POST', '/api/cases', { path: 'registration', ...clues }, { 'x-person': personId });
