import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type MarkedCaseList,
  markedCaseList,
  type NewInterview,
  type NewMark,
  recorded,
} from '../../../contracts/api/marked-cases.js';
import {
  type NewPublication,
  preparedPublication,
  publicationList,
  typicalCaseDraft,
} from '../../../contracts/api/publications.js';
import { readApi, writeApi } from '../api/read-api.js';

export const publicationsKey = ['publications'];
export const markedCasesKey = ['marked-cases'];

export const usePublications = () =>
  useQuery({
    queryKey: publicationsKey,
    queryFn: ({ signal }) => readApi(publicationList, '/api/publications', signal),
  });

export const useTypicalCase = (caseId: string) =>
  useQuery({
    queryKey: ['typical-case', caseId],
    queryFn: ({ signal }) => readApi(typicalCaseDraft, `/api/cases/${encodeURIComponent(caseId)}/typical-case`, signal),
  });

export const useMarkedCases = () =>
  useQuery<MarkedCaseList>({
    queryKey: markedCasesKey,
    queryFn: ({ signal }) => readApi(markedCaseList, '/api/marked-cases', signal),
  });

export const prepare = (request: NewPublication) => writeApi(preparedPublication, 'POST', '/api/publications', request);
export const approve = (id: string) => writeApi(z.undefined(), 'POST', `/api/publications/${id}/approve`, {});
export const takeDown = ({ id, reason }: { id: string; reason: string }) =>
  writeApi(z.undefined(), 'POST', `/api/publications/${id}/take-down`, { reason });

export const mark = (request: NewMark) => writeApi(recorded, 'POST', '/api/marked-cases', request);
export const endMark = ({ id, note }: { id: string; note: string }) =>
  writeApi(z.undefined(), 'POST', `/api/marked-cases/${id}/end`, { note });
export const recordInterview = (request: NewInterview) => writeApi(recorded, 'POST', '/api/interviews', request);
