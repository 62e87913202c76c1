import { z } from 'zod';
import {
  auditEntryList,
  auditExportRequest,
  auditFilter,
  auditPeople,
  ledgerState,
  verification,
} from '../../contracts/api/audit.js';
import { type Route, route } from '../route.js';
import { entriesPerPage, readAuditEntries } from './entries.js';
import { exportAuditEntries } from './export-entries.js';
import { readLedgerState } from './ledger-state.js';
import { listAuditPeople } from './people.js';
import { readVerification, startVerification } from './verification.js';

const entryQuery = auditFilter.extend({
  before: z
    .string({ error: '翻页位置 before 只能出现一次' })
    .regex(/^[1-9]\d{0,17}$/, { error: '翻页位置 before 不正确，请从第一页重新加载' })
    .transform(BigInt)
    .optional(),
});

export const auditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/audit/entries',
    summary: '存证链记录，从新到旧，可按人员、招聘信息、事项和时间查找',
    query: entryQuery,
    answer: auditEntryList,
    async handle({ db }, { session, query: { before, ...filter } }) {
      const found = await readAuditEntries(db, session, filter, before, entriesPerPage + 1);
      const entries = found.slice(0, entriesPerPage);
      const next = found.length > entriesPerPage ? (entries.at(-1)?.sequence ?? null) : null;
      return { entries, next };
    },
  }),
  route({
    method: 'GET',
    path: '/api/audit/ledger',
    summary: '存证链的链头、最近一次封存和时间戳',
    answer: ledgerState,
    handle: ({ db }) => readLedgerState(db),
  }),
  route({
    method: 'GET',
    path: '/api/audit/people',
    summary: '可按其查找记录的人员',
    answer: auditPeople,
    handle: ({ db }, { session }) => listAuditPeople(db, session),
  }),
  route({
    method: 'GET',
    path: '/api/audit/verification',
    summary: '正在进行或最近一次的存证链核验',
    answer: verification,
    handle: async (sources, { session }) => readVerification(sources, session),
  }),
  route({
    method: 'POST',
    path: '/api/audit/verify',
    summary: '核验整条存证链',
    answer: verification,
    async handle(sources, { session, request }) {
      return startVerification(sources, session, (error) => request.log.error({ err: error }, 'verification failed'));
    },
  }),
  route({
    method: 'POST',
    path: '/api/audit/export',
    summary: '导出查找到的存证链记录（CSV 或 JSONL），导出本身记入存证链',
    body: auditExportRequest,
    async handle(sources, { session, body, reply }) {
      const file = await exportAuditEntries(sources, session, body);
      const type = body.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
      return reply.type(type).header('content-disposition', `attachment; filename="audit.${body.format}"`).send(file);
    },
  }),
];
