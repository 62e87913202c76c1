import { z } from 'zod';
import {
  agreement,
  figures,
  period,
  quality,
  reportTable,
  reviewerList,
  step,
} from '../../contracts/api/supervision.js';
import { type Route, route } from '../route.js';
import { readAgreement, readFigures, readQuality, readReviewers } from './figures.js';
import { readReportTable } from './report-tables.js';

const wantedPeriod = z.enum(period.options, { error: '期间 period 须为 today 或 month' }).default('month');
const wantedStep = z.enum(step.options, { error: '粒度 by 须为 week 或 month' }).default('week');

export const supervisionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/supervision/figures',
    summary: '今日和本月的采集、研判、复核数，以及等待复核的数量',
    query: z.strictObject({}),
    answer: figures,
    handle: ({ db, now }, { session }) => readFigures(db, session, now()),
  }),
  route({
    method: 'GET',
    path: '/api/supervision/reviewers',
    summary: '每名复核人员的工作量',
    query: z.strictObject({ period: wantedPeriod }),
    answer: reviewerList,
    handle: ({ db, now }, { session, query }) => readReviewers(db, session, query.period, now()),
  }),
  route({
    method: 'GET',
    path: '/api/supervision/agreement',
    summary: '复核人员之间的一致程度（近十二个月）',
    query: z.strictObject({}),
    answer: agreement,
    handle: ({ db, now }, { session }) => readAgreement(db, session, now()),
  }),
  route({
    method: 'GET',
    path: '/api/supervision/quality',
    summary: '各分档的精确率、估计召回率和可疑占比的变化',
    query: z.strictObject({ by: wantedStep }),
    answer: quality,
    handle: ({ db, now }, { session, query }) => readQuality(db, session, query.by, now()),
  }),
  route({
    method: 'GET',
    path: '/api/supervision/tables/:table',
    summary: '以上各表的 CSV 文件',
    params: z.object({ table: z.enum(reportTable.options, { error: '没有这张表' }) }),
    query: z.strictObject({ period: wantedPeriod, by: wantedStep }),
    async handle({ db, now }, { session, params: { table }, query, reply }) {
      const text = await readReportTable(db, session, { table, period: query.period, step: query.by }, now());
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${table}.csv"`)
        .send(text);
    },
  }),
];
