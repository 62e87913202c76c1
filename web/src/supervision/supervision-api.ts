import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  agreement,
  figures,
  type Period,
  quality,
  type ReportTable,
  reviewerList,
  type Step,
} from '../../../contracts/api/supervision.js';
import { readApi } from '../api/read-api.js';

/** Read again each minute: people are at work. */
export const useFigures = () =>
  useQuery({
    queryKey: ['supervision', 'figures'],
    queryFn: ({ signal }) => readApi(figures, '/api/supervision/figures', signal),
    refetchInterval: 60_000,
  });

export const useReviewers = (period: Period) =>
  useQuery({
    queryKey: ['supervision', 'reviewers', period],
    queryFn: ({ signal }) => readApi(reviewerList, `/api/supervision/reviewers?period=${period}`, signal),
    placeholderData: keepPreviousData,
  });

export const useAgreement = () =>
  useQuery({
    queryKey: ['supervision', 'agreement'],
    queryFn: ({ signal }) => readApi(agreement, '/api/supervision/agreement', signal),
  });

export const useQuality = (by: Step) =>
  useQuery({
    queryKey: ['supervision', 'quality', by],
    queryFn: ({ signal }) => readApi(quality, `/api/supervision/quality?by=${by}`, signal),
    placeholderData: keepPreviousData,
  });

/** Where a table is as CSV. */
export const tableUrl = (table: ReportTable, query: { period?: Period; by?: Step } = {}): string =>
  `/api/supervision/tables/${table}?${new URLSearchParams(query)}`;
