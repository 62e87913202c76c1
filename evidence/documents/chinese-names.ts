import type { PackageDecisions, PackageManifest } from '../../contracts/evidence-package.js';
import type { CaptureReason, ComparisonWithClue, EvidenceRecord } from '../../contracts/evidence-record.js';
import type { TextField } from '../../contracts/posting-row.js';
import type { Category, Element } from '../../contracts/verdict.js';

type Review = PackageDecisions['reviews'][number];

/** The words that documents use for codes. */
export const chineseNames = {
  reason: {
    flagged: '研判为可疑，系统自动采集',
    officer: '执法人员要求采集',
    recapture: '执法人员复查取证',
    rectification: '责令改正期满复查取证',
  } satisfies Record<CaptureReason, string>,
  /** Where the order names nobody, no person is said to have given it. */
  reasonWithoutPerson: {
    flagged: '研判为可疑，系统自动采集',
    officer: '要求采集（未指明指令人）',
    recapture: '复查取证（未指明指令人）',
    rectification: '责令改正期满复查取证（未指明指令人）',
  } satisfies Record<CaptureReason, string>,
  kind: {
    full: '全量采集（网页全部资源、渲染后的文档、页面截图、PDF）',
  } satisfies Record<EvidenceRecord['kind'], string>,
  comparison: {
    unchanged: '本次采集所见与线索一致',
    changed: '本次采集所见与线索相比有变化',
    gone: '页面已不存在或者该招聘信息已下架',
    unreadable: '页面上未能读出招聘信息，无法比对',
  } satisfies Record<ComparisonWithClue['state'], string>,
  standing: { clue: '线索', evidence: '证据' } satisfies Record<PackageManifest['standing'], string>,
  stage: { first: '复核', second: '二次复核', ruling: '主管裁定' } satisfies Record<Review['stage'], string>,
  decision: {
    confirmed: '确认涉嫌违法',
    dismissed: '排除',
    more_needed: '需要补充',
  } satisfies Record<Review['decision'], string>,
  /** As the plan of the joint campaign words what is to be found at agencies. */
  category: {
    credential_rental: '以职业介绍为名提供“挂证”信息服务',
    false_job: '违规发布虚假就业信息',
    credential_withholding: '扣押劳动者职业（专业）资格（注册）证书',
  } satisfies Record<Category, string>,
  /** The words of 人力资源市场暂行条例 art. 24. */
  element: {
    employer: '单位基本情况',
    headcount: '招聘人数',
    conditions: '招聘条件',
    duties: '工作内容',
    place: '工作地点',
    pay: '基本劳动报酬',
  } satisfies Record<Element, string>,
  field: {
    title: '标题',
    company: '招聘单位',
    agency: '发布机构',
    salary: '薪资',
    place: '工作地点',
    headcount: '招聘人数',
    text: '正文',
    publishedAt: '发布时间',
  } satisfies Record<TextField | 'publishedAt', string>,
  role: {
    operator: '操作员',
    officer: '执法人员',
    reviewer: '复核人员',
    supervisor: '主管人员',
    auditor: '审计人员',
    administrator: '系统管理员',
  },
} as const;

/** A code that a newer version may have added is shown as it is. */
export function nameOf(names: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(names, code) ? (names[code] ?? code) : code;
}
