import type { Health, PlatformOrder } from '../../../contracts/api/operation/platforms.js';
import type { PageState, RunState } from '../../../contracts/api/operation/runs.js';

/** The words that an operator reads. */
export const healthName: Record<Health, string> = {
  alarm: '版式告警',
  failing: '采集失败',
  paused: '已暂停',
  overdue: '未按时开始',
  'never crawled': '尚未采集',
  ok: '正常',
};

/** What each word means, and what a person does about it. */
export const healthMeaning: Record<Health, string> = {
  alarm: '最近一次采集的产出明显偏离以往，版式可能已改变：请查看样本，改正平台文件后关闭告警。',
  failing: '最近一次采集中，失败或不采集的页面多于读出的页面：请查看失败原因。',
  paused: '采集批次已由人暂停；继续或取消之前，计划中的采集不会开始。',
  overdue: '计划的开始时间已过五分钟以上仍未开始：请确认采集进程正在运行。',
  'never crawled': '还没有采集过：可立即采集，或设定采集计划。',
  ok: '最近一次采集正常。',
};

export const orderName: Record<PlatformOrder, string> = {
  health: '按状态',
  name: '按名称',
  lastRun: '按最近采集',
  postings: '按信息条数',
};

const runStateName: Record<RunState, string> = { running: '进行中', finished: '已完成', cancelled: '已取消' };

export const stateInWords = (state: RunState, pausedAt: string | null) =>
  state === 'running' && pausedAt !== null ? '已暂停' : runStateName[state];

/** How much a run takes, by what started it. */
export const startInWords = (startedBy: string) =>
  startedBy === 'schedule' ? '增量' : startedBy === 'complaint' ? '举报网址' : '全量';

export const pageStateName: Record<PageState, string> = {
  due: '待采集',
  fetched: '待读取',
  done: '已完成',
  dead: '失败',
  refused: '按规则不采集',
};

const classNames: Readonly<Record<string, string>> = {
  retried: '重试',
  delayed: '平台要求等待',
  dead: '失败',
  refused: '按规则不采集',
  defect: '程序缺陷',
};
export const errorClasses = Object.keys(classNames);
export const className = (errorClass: string) => classNames[errorClass] ?? errorClass;

const stepNames: Readonly<Record<string, string>> = {
  fetch_page: '下载页面',
  render_page: '浏览器打开页面',
  read_capture: '读取采集件',
  judge_posting: '研判',
  link_posting: '关联同类信息',
  capture_full: '完整取证',
  stamp_seal: '加盖时间戳',
  recapture_case: '案件复查取证',
  capture_complaint: '采集举报网址',
};
export const stepName = (step: string) => stepNames[step] ?? step;

const storedKindNames: Readonly<Record<string, string>> = {
  body: '页面原文',
  dom: '浏览器渲染后的文档',
  screenshot: '页面截图',
  full_capture: '完整取证',
  package: '证据包',
};
export const storedKindName = (kind: string) => storedKindNames[kind] ?? kind;

export const methodName = (method: string) => (method === 'browser' ? '浏览器' : '直接下载');
export const pageKindName = (kind: 'list' | 'detail') => (kind === 'list' ? '列表页' : '详情页');

const readFieldNames: Readonly<Record<string, string>> = {
  title: '标题',
  company: '招聘单位',
  agency: '发布机构',
  salary: '薪资',
  place: '工作地点',
  headcount: '招聘人数',
  publishedAt: '发布日期',
  url: '网址',
  text: '正文',
};
export const readFieldName = (field: string) => readFieldNames[field] ?? field;

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in decimal units: `12.3 MB`. */
export function bytesInWords(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(value < 100 ? 1 : 0)} ${units[power]}`;
}

/** A length of time as `3 分 20 秒` or `2 小时 5 分`. */
export function secondsInWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} 秒`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} 分 ${whole % 60} 秒` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
}
