import { z } from 'zod';
import { listComparisons } from '../../casework/comparison/list-comparisons.js';
import { rankUnits } from '../../casework/comparison/rank-units.js';
import { readLeads } from '../../casework/comparison/read-leads.js';
import { confirmOnSiteCheck } from '../../casework/on-site/confirm-on-site-check.js';
import { listOnSiteChecks } from '../../casework/on-site/list-on-site-checks.js';
import { recordOnSiteCheck } from '../../casework/on-site/record-on-site-check.js';
import { withdrawOnSiteCheck } from '../../casework/on-site/withdraw-on-site-check.js';
import {
  comparisonList,
  newOnSiteCheck,
  onSiteCheckList,
  onSiteWithdrawal,
  recordedOnSiteCheck,
  unitLeads,
  unitRanking,
} from '../../contracts/api/comparison.js';
import type { Database } from '../../prisma/open-database.js';
import { pageLimit } from '../page-query.js';
import { idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';
import type { Session } from '../session.js';

const limited = z.strictObject({ limit: pageLimit });
const unitPage = z.strictObject({
  after: z.coerce
    .number({ error: '翻页位置 after 不正确' })
    .int({ error: '翻页位置 after 不正确' })
    .min(0, { error: '翻页位置 after 不正确' })
    .max(10_000_000, { error: '翻页位置 after 不正确' })
    .default(0),
  limit: pageLimit,
});
const unitName = z.string({ error: '单位名称只能出现一次' }).max(1_000, { error: '单位名称过长' });
const unitCode = z.string({ error: '信用代码只能出现一次' }).max(18, { error: '信用代码不超过 18 位' }).default('');
const unit = z.strictObject({ unit: unitName.default(''), code: unitCode });
const checksQuery = z.strictObject({ unit: unitName.optional(), code: unitCode, limit: pageLimit });

/** 比对, 到岗履职检查 */
export const comparisonRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/comparisons',
    summary: '注册与参保信息的历次比对',
    query: limited,
    answer: comparisonList,
    handle: async ({ db }, { session, query: { limit } }) => ({
      comparisons: await listComparisons(db, session, limit),
    }),
  }),
  route({
    method: 'GET',
    path: '/api/comparisons/:id',
    summary: '一次比对中的单位，按不一致人数排列',
    params: idParameter,
    query: unitPage,
    answer: unitRanking,
    handle: async ({ db }, { session, params: { id }, query }) => {
      await requireComparison(db, session, id);
      return rankUnits(db, session, id, query);
    },
  }),
  route({
    method: 'GET',
    path: '/api/comparisons/:id/leads',
    summary: '一次比对中某单位的线索，身份证号已遮盖',
    params: idParameter,
    query: unit,
    answer: unitLeads,
    handle: async ({ db, personalData }, { session, params: { id }, query }) => {
      await requireComparison(db, session, id);
      return readLeads(db, personalData, session, { runId: id, unitName: query.unit, unitCode: query.code });
    },
  }),
  route({
    method: 'GET',
    path: '/api/on-site-checks',
    summary: '到岗履职检查，待第二名执法人员确认的在前',
    query: checksQuery,
    answer: onSiteCheckList,
    handle: async ({ db, personalData }, { session, query: { unit: name, code, limit } }) => ({
      checks: await listOnSiteChecks(db, personalData, session, {
        unit: name === undefined ? undefined : { name, code },
        limit,
      }),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/on-site-checks',
    summary: '登记一次到岗履职检查，由另一名执法人员确认',
    body: newOnSiteCheck,
    answer: recordedOnSiteCheck,
    handle: async ({ db, personalData, now }, { session, body, request }) => {
      requirePerson(request, session);
      return { id: await recordOnSiteCheck(db, personalData, session, body, now()) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/on-site-checks/:id/confirm',
    summary: '确认到岗履职检查（不得是登记人）',
    params: idParameter,
    handle: async ({ db, now }, { session, params: { id }, request }) => {
      requirePerson(request, session);
      await requireCheck(db, session, id);
      await confirmOnSiteCheck(db, session, id, now());
    },
  }),
  route({
    method: 'POST',
    path: '/api/on-site-checks/:id/withdraw',
    summary: '撤回登记有误的到岗履职检查（未确认的由登记人，已确认的由两名执法人员以外的主管）',
    params: idParameter,
    body: onSiteWithdrawal,
    handle: async ({ db, now }, { session, params: { id }, body, request }) => {
      requirePerson(request, session);
      await requireCheck(db, session, id);
      await withdrawOnSiteCheck(db, session, { checkId: id, reason: body.reason }, now());
    },
  }),
];

const within = ({ jurisdiction }: Session) => ({ organisationId: { in: [...jurisdiction] } });

async function requireCheck(db: Database, session: Session, id: string): Promise<void> {
  if ((await db.onSiteCheck.count({ where: { id, ...within(session) } })) === 0)
    throw new RequestError(404, 'on_site_unknown', '没有这次到岗检查。');
}

async function requireComparison(db: Database, session: Session, id: string): Promise<void> {
  if ((await db.comparisonRun.count({ where: { id, ...within(session) } })) === 0)
    throw new RequestError(404, 'comparison_unknown', '没有这次比对。');
}
