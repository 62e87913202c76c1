import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type ComplaintState,
  complainantUnmasked,
  complaintDetail,
  complaintList,
  complaintTargets,
  type NewComplaintRequest,
  type NewComplaintResultRequest,
  registeredComplaint,
} from '../../../contracts/api/complaints.js';
import { readApi, writeApi } from '../api/read-api.js';
import { useKnownSession } from '../api/session.js';

const base = '/api/complaints';
const pathOf = (id: string, more = '') => `${base}/${encodeURIComponent(id)}${more}`;

export const useComplaints = (state: ComplaintState) =>
  useInfiniteQuery({
    queryKey: ['complaints', 'list', state],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ state, ...(pageParam === '' ? {} : { after: pageParam }) });
      return readApi(complaintList, `${base}?${query}`, signal);
    },
    getNextPageParam: ({ next }) => next,
  });

/** A page that is being taken is asked after until it is judged, or is not taken. In milliseconds. */
const underWayInterval = 5_000;

export const useComplaint = (id: string) =>
  useQuery({
    queryKey: ['complaints', 'one', id],
    queryFn: ({ signal }) => readApi(complaintDetail, pathOf(id), signal),
    refetchInterval: ({ state: { data } }) =>
      data?.capture?.state === 'waiting' || data?.capture?.state === 'taken' ? underWayInterval : false,
  });

/** Cases and handoffs that a result may point to. */
export const useTargets = () =>
  useQuery({
    queryKey: ['complaints', 'targets'],
    queryFn: ({ signal }) => readApi(complaintTargets, `${base}/targets`, signal),
  });

export function useRegister() {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  return useMutation({
    mutationFn: (complaint: NewComplaintRequest) =>
      writeApi(registeredComplaint, 'POST', base, complaint, { 'x-person': person.id }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['complaints'] }),
  });
}

export function useEnd(id: string) {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  return useMutation({
    mutationFn: (result: NewComplaintResultRequest) =>
      writeApi(complaintDetail, 'POST', pathOf(id, '/results'), result, { 'x-person': person.id }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['complaints'] }),
  });
}

export function useCaptureAgain(id: string) {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  return useMutation({
    mutationFn: () => writeApi(complaintDetail, 'POST', pathOf(id, '/capture'), undefined, { 'x-person': person.id }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['complaints'] }),
  });
}

/** What is uncovered is kept by the page that shows it, and gone with it. */
export function useUnmask(id: string) {
  const { person } = useKnownSession();
  return useMutation({
    mutationFn: () =>
      writeApi(complainantUnmasked, 'POST', pathOf(id, '/unmask'), undefined, { 'x-person': person.id }),
    gcTime: 0,
  });
}
