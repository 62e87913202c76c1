import { agencyList, overview, postingDetail, postingList } from '../../contracts/api/postings.js';
import {
  captureConfirmed,
  confirmCaptureRequest,
  postingHistory,
  recaptureOrdered,
  recaptureRequest,
  unmasked,
} from '../../contracts/api/reviews.js';
import { idParameter } from '../parse-request.js';
import { type Route, route } from '../route.js';
import { sendBytes } from '../send-bytes.js';
import { listAgencies } from './agencies.js';
import { readBody, readScreenshot } from './captures.js';
import { archivedPagePolicy, confirmFullCapture, readFullCapture, recapture } from './full-captures.js';
import { readHistory } from './history.js';
import { readOverview } from './overview.js';
import { readPosting } from './postings.js';
import { agencyQuery, postingQuery } from './query.js';
import { searchPostings } from './search-postings.js';
import { unmask } from './unmask.js';

export const postingRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/overview',
    summary: '各分档条数与各平台最近一次采集',
    answer: overview,
    handle: ({ db }, { session }) => readOverview(db, session),
  }),
  route({
    method: 'GET',
    path: '/api/postings',
    summary: '招聘信息列表，按概率从高到低',
    query: postingQuery,
    answer: postingList,
    handle: ({ db }, { session, query }) => searchPostings(db, session, query),
  }),
  route({
    method: 'GET',
    path: '/api/postings/:id',
    summary: '一条招聘信息及其研判、理由与采集件',
    params: idParameter,
    answer: postingDetail,
    handle: ({ db }, { session, params }) => readPosting(db, session, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/postings/:id/history',
    summary: '一条招聘信息的版本、经过、复核决定、机构、串联广告与全量采集',
    params: idParameter,
    answer: postingHistory,
    handle: ({ db }, { session, params }) => readHistory(db, session, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/postings/:id/unmask',
    summary: '查看完整联系方式，记入存证链',
    params: idParameter,
    answer: unmasked,
    handle: ({ db, now }, { session, params }) => unmask(db, session, params.id, now()),
  }),
  route({
    method: 'POST',
    path: '/api/postings/:id/recapture',
    summary: '执法人员下达全量采集',
    params: idParameter,
    body: recaptureRequest,
    answer: recaptureOrdered,
    handle: async (sources, { session, params, body }) => ({
      orderId: await recapture(sources, session, params.id, body),
    }),
  }),
  route({
    method: 'GET',
    path: '/api/full-captures/:id/screenshot',
    summary: '全量采集时的页面截图（PNG）',
    params: idParameter,
    handle: async (sources, { session, params, reply }) => {
      const { bytes, sha256 } = await readFullCapture(sources, session, params.id, 'screenshotSha256');
      return sendBytes(reply, bytes, sha256, 'image/png', 'inline');
    },
  }),
  route({
    method: 'GET',
    path: '/api/full-captures/:id/dom',
    summary: '全量采集时的页面存档（HTML，不运行脚本，不联网）',
    params: idParameter,
    handle: async (sources, { session, params, reply }) => {
      const { bytes, sha256 } = await readFullCapture(sources, session, params.id, 'domSha256');
      reply.header('content-security-policy', archivedPagePolicy).header('x-frame-options', 'SAMEORIGIN');
      return sendBytes(reply, bytes, sha256, 'text/html; charset=utf-8', 'inline');
    },
  }),
  route({
    method: 'POST',
    path: '/api/full-captures/:id/confirm',
    summary: '执法人员核实全量采集',
    params: idParameter,
    body: confirmCaptureRequest,
    answer: captureConfirmed,
    handle: async (sources, { session, params, body }) => ({
      confirmations: await confirmFullCapture(sources, session, params.id, body.note),
    }),
  }),
  route({
    method: 'GET',
    path: '/api/agencies',
    summary: '按名称查找机构',
    query: agencyQuery,
    answer: agencyList,
    handle: ({ db }, { session, query }) => listAgencies(db, session, query.q),
  }),
  route({
    method: 'GET',
    path: '/api/captures/:id/screenshot',
    summary: '采集时的页面截图（PNG）',
    params: idParameter,
    handle: async (sources, { session, params, reply }) => {
      const { bytes, sha256 } = await readScreenshot(sources, session, params.id);
      return sendBytes(reply, bytes, sha256, 'image/png', 'inline');
    },
  }),
  route({
    method: 'GET',
    path: '/api/captures/:id/body',
    summary: '采集到的原始字节',
    params: idParameter,
    handle: async (sources, { session, params, reply }) => {
      const { bytes, sha256 } = await readBody(sources, session, params.id);
      // Never as HTML: the page is a stranger's, and `.txt` opens in an editor.
      return sendBytes(reply, bytes, sha256, 'application/octet-stream', `attachment; filename="${sha256}.txt"`);
    },
  }),
];
