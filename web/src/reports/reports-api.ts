import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { figureMembers, monthList, monthTable, statistics, templateList } from '../../../contracts/api/reports.js';
import { readApi, writeApi } from '../api/read-api.js';

export const reportsKey = ['reports'];

export const useMonths = () =>
  useQuery({
    queryKey: [...reportsKey, 'months'],
    queryFn: ({ signal }) => readApi(monthList, '/api/reports/months', signal),
  });

export const useTemplates = () =>
  useQuery({
    queryKey: [...reportsKey, 'templates'],
    queryFn: ({ signal }) => readApi(templateList, '/api/reports/templates', signal),
  });

/** A month, and the department's own template that it is shown in; the project's where undefined. */
export interface ChosenMonth {
  readonly month: string;
  readonly template: string | undefined;
}

const inQuery = ({ month, template }: ChosenMonth): string =>
  String(new URLSearchParams({ month, ...(template === undefined ? {} : { template }) }));

export const useMonthTable = (chosen: ChosenMonth) =>
  useQuery({
    queryKey: [...reportsKey, 'month', chosen],
    queryFn: ({ signal }) => readApi(monthTable, `/api/reports/month?${inQuery(chosen)}`, signal),
    placeholderData: keepPreviousData,
  });

/** A figure of the table. */
export interface ChosenFigure extends ChosenMonth {
  readonly organisation: string;
  readonly column: string;
  readonly of: 'own' | 'sum';
}

export const useMembers = (figure: ChosenFigure) =>
  useQuery({
    queryKey: [...reportsKey, 'members', figure],
    queryFn: ({ signal }) => {
      const { organisation, column, of } = figure;
      const place = new URLSearchParams({ organisation, column, of });
      return readApi(figureMembers, `/api/reports/members?${inQuery(figure)}&${place}`, signal);
    },
  });

export const useStatistics = () =>
  useQuery({
    queryKey: [...reportsKey, 'statistics'],
    queryFn: ({ signal }) => readApi(statistics, '/api/reports/statistics', signal),
  });

export const closeMonth = ({ month, template, personId }: ChosenMonth & { personId: string }) =>
  writeApi(monthTable, 'POST', '/api/reports/close', { month, template }, { 'x-person': personId });

/** Where the table, or the month in words, is as a file. */
export const fileUrl = (kind: 'workbook' | 'words', chosen: ChosenMonth): string =>
  `/api/reports/${kind}?${inQuery(chosen)}`;
