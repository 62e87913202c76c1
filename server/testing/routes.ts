import { z } from 'zod';
import { countLabels } from '../../casework/releases/labels-from-reviews.js';
import {
  activated,
  comparisonRequest,
  comparisonRun,
  evaluationDetail,
  evaluationList,
  evaluationRun,
  explanation,
  labelCounts,
  releaseOverview,
  tryRequest,
} from '../../contracts/api/testing.js';
import { identifier, idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { type Route, route } from '../route.js';
import type { Session } from '../session.js';
import { activateCompared, shown, startComparison } from './comparisons.js';
import { listEvaluations, readEvaluation, startEvaluation } from './evaluations.js';
import { findNamedRelease } from './named-releases.js';
import { receiveUpload } from './receive-upload.js';
import { readReleases } from './releases.js';
import { sendLabels } from './send-labels.js';

export const testingRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/testing/evaluations',
    summary: '上传带标签的文件（JSONL、CSV、XLSX），用生效的研判版本评测',
    takesFile: true,
    query: z.strictObject({ seen: z.enum(['refuse', 'allow']).default('refuse') }),
    answer: evaluationRun,
    handle: async (sources, { session, query, request }) => {
      requirePerson(session);
      sources.judging.evaluations.requireFree(session.person.id);
      return startEvaluation(sources, session, await receiveUpload(request), query.seen === 'allow');
    },
  }),
  route({
    method: 'GET',
    path: '/api/testing/evaluations',
    summary: '评测报告列表，新的在前',
    query: z.strictObject({ after: identifier('after 不正确').optional() }),
    answer: evaluationList,
    handle: (sources, { session, query }) => listEvaluations(sources, session, query.after),
  }),
  route({
    method: 'GET',
    path: '/api/testing/evaluations/:id',
    summary: '一份评测报告（不含招聘信息原文）',
    params: idParameter,
    answer: evaluationDetail,
    handle: (sources, { session, params }) => readEvaluation(sources, session, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/testing/evaluation-runs/:id',
    summary: '本人上传的评测的进度与判错的信息',
    params: idParameter,
    answer: evaluationRun,
    handle: async ({ judging }, { session, params }) => judging.evaluations.find(params.id, session.person.id),
  }),
  route({
    method: 'DELETE',
    path: '/api/testing/evaluation-runs/:id',
    summary: '取消本人上传的评测',
    params: idParameter,
    answer: evaluationRun,
    handle: async ({ judging }, { session, params }) => {
      requirePerson(session);
      return judging.evaluations.cancel(params.id, session.person.id);
    },
  }),
  route({
    method: 'POST',
    path: '/api/testing/explanations',
    summary: '研判一段文字并说明理由，不保存',
    body: tryRequest,
    answer: explanation,
    handle: async ({ judging }, { body }) => (await judging.explain())(body),
  }),
  route({
    method: 'GET',
    path: '/api/testing/labels',
    summary: '复核结论作为训练标签（JSONL，联系方式已替换）',
    handle: (sources, { session, reply }) => sendLabels(sources, session, reply),
  }),
  route({
    method: 'GET',
    path: '/api/testing/label-counts',
    summary: '可用作训练标签的复核结论条数',
    answer: labelCounts,
    handle: ({ db }, { session }) => countLabels(db, session.jurisdiction),
  }),
  route({
    method: 'GET',
    path: '/api/testing/releases',
    summary: '生效的研判版本、随程序提供的版本与启用记录',
    answer: releaseOverview,
    handle: (sources, { session }) => readReleases(sources, session),
  }),
  route({
    method: 'POST',
    path: '/api/testing/comparisons',
    summary: '将随程序提供的研判版本与生效版本比较',
    body: comparisonRequest,
    answer: comparisonRun,
    handle: async (sources, { session, body }) => {
      requirePerson(session);
      const { bytes } = await findNamedRelease(sources.judging.releasesFolder, body.release);
      return startComparison(sources, session, { name: body.release, bytes });
    },
  }),
  route({
    method: 'POST',
    path: '/api/testing/comparisons/upload',
    summary: '上传研判版本文件，与生效版本比较',
    takesFile: true,
    answer: comparisonRun,
    handle: async (sources, { session, request }) => {
      requirePerson(session);
      sources.judging.comparisons.requireFree(session.person.id);
      const { fileName, bytes } = await receiveUpload(request);
      return startComparison(sources, session, { name: fileName, bytes });
    },
  }),
  route({
    method: 'GET',
    path: '/api/testing/comparison-runs/:id',
    summary: '本人发起的比较的进度与结果',
    params: idParameter,
    answer: comparisonRun,
    handle: async ({ judging }, { session, params }) => shown(judging.comparisons.find(params.id, session.person.id)),
  }),
  route({
    method: 'DELETE',
    path: '/api/testing/comparison-runs/:id',
    summary: '取消本人发起的比较',
    params: idParameter,
    answer: comparisonRun,
    handle: async ({ judging }, { session, params }) => {
      requirePerson(session);
      return shown(judging.comparisons.cancel(params.id, session.person.id));
    },
  }),
  route({
    method: 'POST',
    path: '/api/testing/comparison-runs/:id/activate',
    summary: '启用比较过的研判版本（主管）',
    params: idParameter,
    answer: activated,
    handle: (sources, { session, params }) => activateCompared(sources, session, params.id),
  }),
];

/** Uploads cost the machine much and are looked at on the page; programs of theirs scan. */
function requirePerson({ origin }: Session): void {
  if (origin !== 'page')
    throw new RequestError(403, 'token_insufficient', '令牌只能读取和筛查，这项操作须登录后进行。');
}
