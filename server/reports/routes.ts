import { z } from 'zod';
import { closeMonth } from '../../casework/reports/close-month.js';
import { listMonthlyTemplates } from '../../casework/reports/named-templates.js';
import { readMembers } from '../../casework/reports/read-members.js';
import { type MonthReport, readMonth } from '../../casework/reports/read-month.js';
import { readStatistics } from '../../casework/reports/read-statistics.js';
import { writeWords } from '../../casework/reports/write-words.js';
import { writeWorkbook } from '../../casework/reports/write-workbook.js';
import {
  closeRequest,
  figureMembers,
  membersQuery,
  monthList,
  monthQuery,
  monthTable,
  statistics,
  templateList,
} from '../../contracts/api/reports.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route, type Sources } from '../route.js';
import type { Session } from '../session.js';
import { describeMonth, membersOf, readMonthList } from './describe-month.js';
import { type MonthNamed, readMonthNamed } from './named-month.js';

async function monthOf(sources: Sources, session: Session, named: MonthNamed): Promise<MonthReport> {
  return readMonth(sources.db, await readMonthNamed(sources, session, named), sources.now());
}

async function withMembers(sources: Sources, session: Session, named: MonthNamed) {
  const report = await monthOf(sources, session, named);
  const ids = report.figures.rows.flatMap(({ cells }) => Object.values(cells).flatMap(({ members }) => members));
  return { report, members: await readMembers(sources.db, [...new Set(ids)], session.jurisdiction) };
}

export const reportRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/reports/months',
    summary: '各月汇总表是否应报、逾期或者已关闭',
    query: z.strictObject({}),
    answer: monthList,
    handle: ({ db, now }, { session }) => readMonthList(db, session, now()),
  }),
  route({
    method: 'GET',
    path: '/api/reports/month',
    summary: '一个月的汇总表和对以前月份的更正',
    query: monthQuery,
    answer: monthTable,
    handle: async (sources, { session, query }) => describeMonth(await monthOf(sources, session, query)),
  }),
  route({
    method: 'GET',
    path: '/api/reports/templates',
    summary: '本机关自己的月报表样',
    query: z.strictObject({}),
    answer: templateList,
    handle: async ({ templatesFolder }) => ({ templates: [...(await listMonthlyTemplates(templatesFolder))] }),
  }),
  route({
    method: 'GET',
    path: '/api/reports/members',
    summary: '汇总表中一个数所计的案件步骤和处理结果',
    query: membersQuery,
    answer: figureMembers,
    handle: async (sources, { session, query }) =>
      membersOf(sources.db, session, await monthOf(sources, session, query), query),
  }),
  route({
    method: 'GET',
    path: '/api/reports/workbook',
    summary: '汇总表（XLSX）',
    query: monthQuery,
    async handle(sources, { session, query, reply }) {
      const { report, members } = await withMembers(sources, session, query);
      return reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header('content-disposition', `attachment; filename="report-${query.month}.xlsx"`)
        .send(Buffer.from(await writeWorkbook(report, members)));
    },
  }),
  route({
    method: 'GET',
    path: '/api/reports/words',
    summary: '汇总表的文字说明和典型案例（DOCX）',
    query: monthQuery,
    async handle(sources, { session, query, reply }) {
      const { report, members } = await withMembers(sources, session, query);
      return reply
        .type('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
        .header('content-disposition', `attachment; filename="report-${query.month}.docx"`)
        .send(Buffer.from((await writeWords(report, members)).docx));
    },
  }),
  route({
    method: 'POST',
    path: '/api/reports/close',
    summary: '关闭一个月，其汇总表不再改变',
    body: closeRequest,
    answer: monthTable,
    handle: async (sources, { session, body, request }) => {
      requirePerson(request, session);
      const asked = await readMonthNamed(sources, session, body);
      return describeMonth(await closeMonth(sources.db, session, asked, sources.now()));
    },
  }),
  route({
    method: 'GET',
    path: '/api/reports/statistics',
    summary: '近十二个月的办案统计和主要串联广告',
    query: z.strictObject({}),
    answer: statistics,
    handle: ({ db, now }, { session }) => readStatistics(db, session.jurisdiction, now()),
  }),
];
