import { failureGroups, failurePage, rerunAnswer } from '../../contracts/api/operation/failures.js';
import {
  checkedFile,
  longestPlatformFile,
  newPlatformVersion,
  platformFileText,
  platformVersion,
  savedPlatform,
  triedPlatform,
} from '../../contracts/api/operation/platform-files.js';
import { platformDetail, platformPage } from '../../contracts/api/operation/platforms.js';
import { queueState } from '../../contracts/api/operation/queue-state.js';
import {
  crawledPages,
  newRun,
  runDetail,
  runPage,
  sampleCapture,
  startedRun,
} from '../../contracts/api/operation/runs.js';
import { newSchedule, scheduleList, schedulePreview } from '../../contracts/api/operation/schedules.js';
import { storageState } from '../../contracts/api/operation/storage-state.js';
import { closeAlarms } from '../../queue/runs/close-alarms.js';
import { readCronTimes } from '../../queue/schedules/cron-times.js';
import { pauseSchedule, resumeSchedule, setSchedule } from '../../queue/schedules/set-schedule.js';
import { idParameter } from '../parse-request.js';
import { type Route, route } from '../route.js';
import { cancel, pause, resume, startRun } from './act-on-runs.js';
import { readSampleCapture } from './captures.js';
import { readFailureGroups, readFailures, rerun } from './failures.js';
import { listPlatforms } from './list-platforms.js';
import { readRuns } from './list-runs.js';
import { readSchedules } from './list-schedules.js';
import { onOwnPlatform, requireOwnPlatform } from './own-platform.js';
import { checkFile, savePlatform } from './platform-file.js';
import {
  failureItemQuery,
  failureQuery,
  pageQuery,
  platformQuery,
  previewQuery,
  rerunRequest,
  runQuery,
  versionParameters,
} from './query.js';
import { showQueueBoard } from './queue-board.js';
import { readQueueState } from './queue-state.js';
import { readPlatform, readVersion } from './read-platform.js';
import { listPages, readRun } from './read-run.js';
import { sendRunEvents } from './run-events.js';
import { readStorageState } from './storage-state.js';
import { tryPlatformFile } from './try-platform.js';

/** A file of the greatest length in characters of three bytes, escaped in JSON. */
const fileBodyLimit = 4 * longestPlatformFile;
/** Starts that a schedule's preview shows. */
const previewed = 5;

export const operationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/operation/platforms',
    summary: '平台列表及其健康状态',
    query: platformQuery,
    answer: platformPage,
    handle: (sources, { session, query }) => listPlatforms(sources, session, query),
  }),
  route({
    method: 'GET',
    path: '/api/operation/platforms/:id',
    summary: '一个平台的状态、产出、依据与失败',
    params: idParameter,
    answer: platformDetail,
    handle: (sources, { session, params }) => readPlatform(sources, session, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/operation/platforms/:id/versions/:number',
    summary: '平台文件的一个版本',
    params: versionParameters,
    answer: platformVersion,
    handle: (sources, { session, params }) => readVersion(sources, session, params.id, params.number),
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms/check',
    summary: '检查平台文件，逐条指出问题所在的行',
    body: platformFileText,
    bodyLimit: fileBodyLimit,
    answer: checkedFile,
    handle: async (_sources, { body }) => checkFile(body.yaml),
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms/test',
    summary: '按尚未保存的平台文件试采一个列表页和一个详情页',
    body: platformFileText,
    bodyLimit: fileBodyLimit,
    answer: triedPlatform,
    handle: (sources, { session, body, reply }) => {
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      return tryPlatformFile(sources, session, body.yaml, left.signal);
    },
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms',
    summary: '保存平台文件的新版本',
    body: newPlatformVersion,
    bodyLimit: fileBodyLimit,
    answer: savedPlatform,
    handle: (sources, { session, body }) => savePlatform(sources, session, body),
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms/:id/alarms/close',
    summary: '关闭平台的版式告警',
    params: idParameter,
    handle: onOwnPlatform(closeAlarms),
  }),
  route({
    method: 'PUT',
    path: '/api/operation/platforms/:id/schedule',
    summary: '设定平台的采集计划',
    params: idParameter,
    body: newSchedule,
    handle: async ({ db, now }, { session, params, body }) => {
      const by = session.person.id;
      await requireOwnPlatform(db, session, params.id);
      const { cron, timeZone, window, pageBudget } = body;
      const schedule = { platformId: params.id, cron, timeZone };
      const limits = { window: window ?? undefined, pageBudget: pageBudget ?? undefined };
      await setSchedule(db, { ...schedule, ...limits }, now(), by);
    },
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms/:id/schedule/pause',
    summary: '暂停采集计划',
    params: idParameter,
    handle: onOwnPlatform(pauseSchedule),
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms/:id/schedule/resume',
    summary: '恢复采集计划',
    params: idParameter,
    handle: onOwnPlatform(resumeSchedule),
  }),
  route({
    method: 'POST',
    path: '/api/operation/platforms/:id/runs',
    summary: '立即采集一个平台',
    params: idParameter,
    body: newRun,
    answer: startedRun,
    handle: (sources, { session, params, body }) => startRun(sources, session, params.id, body),
  }),
  route({
    method: 'GET',
    path: '/api/operation/schedules',
    summary: '采集计划及其后五次开始时间',
    answer: scheduleList,
    handle: (sources, { session }) => readSchedules(sources, session),
  }),
  route({
    method: 'GET',
    path: '/api/operation/schedules/preview',
    summary: '一个 cron 表达式的后五次开始时间',
    query: previewQuery,
    answer: schedulePreview,
    handle: async ({ now }, { query }) => {
      const times = readCronTimes(query.cron, query.timeZone, now());
      return { next: times.nextAfter(now(), previewed).map((fire) => fire.toISOString()) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/operation/runs',
    summary: '采集批次，进行中的在前',
    query: runQuery,
    answer: runPage,
    handle: async ({ db, now }, { session, query: { platform, state, after, limit } }) => {
      const owned = { organisationIds: session.jurisdiction, platformId: platform };
      const found = await readRuns(db, now(), { ...owned, state, after, limit: limit + 1 });
      const runs = found.slice(0, limit);
      return { runs, next: found.length > limit ? (runs.at(-1)?.id ?? null) : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/operation/runs/:id',
    summary: '一个采集批次',
    params: idParameter,
    answer: runDetail,
    handle: (sources, { session, params }) => readRun(sources, session, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/operation/runs/:id/pages',
    summary: '一个采集批次的页面',
    params: idParameter,
    query: pageQuery,
    answer: crawledPages,
    handle: (sources, { session, params, query }) => listPages(sources, session, params.id, query),
  }),
  route({
    method: 'GET',
    path: '/api/operation/runs/:id/events',
    summary: '一个采集批次的实时进度（server-sent events）',
    params: idParameter,
    handle: (sources, { session, params, request, reply }) =>
      sendRunEvents(sources, session, params.id, request, reply),
  }),
  route({
    method: 'POST',
    path: '/api/operation/runs/:id/pause',
    summary: '暂停一个采集批次',
    params: idParameter,
    handle: (sources, { session, params }) => pause(sources, session, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/operation/runs/:id/resume',
    summary: '继续一个暂停的采集批次',
    params: idParameter,
    handle: (sources, { session, params }) => resume(sources, session, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/operation/runs/:id/cancel',
    summary: '取消一个采集批次',
    params: idParameter,
    handle: (sources, { session, params }) => cancel(sources, session, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/operation/failures',
    summary: '按平台和原因归类的失败',
    query: failureQuery,
    answer: failureGroups,
    handle: (sources, { session, query }) => readFailureGroups(sources, session, query),
  }),
  route({
    method: 'GET',
    path: '/api/operation/failures/items',
    summary: '一类失败中的各项',
    query: failureItemQuery,
    answer: failurePage,
    handle: (sources, { session, query }) => readFailures(sources, session, query),
  }),
  route({
    method: 'POST',
    path: '/api/operation/failures/rerun',
    summary: '重新执行一类失败或其中一项',
    body: rerunRequest,
    answer: rerunAnswer,
    handle: (sources, { session, body }) => rerun(sources, session, body),
  }),
  route({
    method: 'GET',
    path: '/api/operation/captures/:id',
    summary: '采集到的页面，以文字显示',
    params: idParameter,
    answer: sampleCapture,
    handle: (sources, { session, params }) => readSampleCapture(sources, session, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/operation/queue',
    summary: '待办、工作进程与队列',
    answer: queueState,
    handle: (sources) => readQueueState(sources),
  }),
  route({
    method: 'GET',
    path: '/api/operation/storage',
    summary: '存储用量与保存期限',
    answer: storageState,
    handle: (sources) => readStorageState(sources),
  }),
  // No part of the API: the page of Bull Board and what it asks for.
  route({
    method: 'GET',
    path: '/operation/queue/*',
    handle: (sources, { request, reply }) => showQueueBoard(sources, request, reply),
  }),
];
