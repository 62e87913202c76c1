import type { CaseField } from '../../contracts/api/cases.js';
import type { CaseAction } from '../../contracts/case.js';

type Kind = CaseField['kind'];

const needed = (name: string, label: string, kind: Kind, hint = ''): CaseField => ({
  ...{ name, label, kind, hint, isRequired: true },
});
const optional = (name: string, label: string, kind: Kind, hint = ''): CaseField => ({
  ...{ name, label, kind, hint, isRequired: false },
});

const reason = [needed('reason', '理由', 'words')];
const document = needed('document', '文书号', 'line', '例如 鄂人社责改〔2026〕1号');
const servedOn = needed('servedOn', '送达日期', 'day');
const order = (demand: string) => [
  ...[document, needed('demand', demand, 'words'), servedOn],
  needed('dueOn', '改正期限届满日', 'day', '届满次日自动复查取证'),
];
const penalties = needed('penalties', '处罚', 'penalties');

/** What forms ask for, action by action: the facts of casework/cases/step-facts.ts under their Chinese names. */
export const caseFields: Readonly<Record<CaseAction, readonly CaseField[]>> = {
  register: [needed('origin', '线索来源', 'words'), optional('postingIds', '招聘信息', 'postings')],
  begin_inquiry: [],
  decline: reason,
  file: [],
  investigate: [
    needed('what', '调查取证内容', 'words'),
    optional('postingIds', '补充的招聘信息编号', 'postings', '每行一个；须已由两人复核确认'),
    optional('extended', '报请延长调查30个工作日', 'boolean', '须由主管确认（劳动保障监察条例第十七条）'),
  ],
  order_rectification: order('改正要求'),
  order_return: [...order('退还要求'), needed('holders', '持证人', 'lines', '每行一名')],
  recheck: [
    needed('corrected', '已经改正（退还）', 'boolean'),
    needed('findings', '复查情况', 'words'),
    optional('receipts', '收条', 'receipts', '扣押证书案件：每行一名，写作“持证人，退还日期，收条编号”'),
  ],
  accept_correction: [],
  find_refusal: [needed('findings', '拒不改正的事实', 'words')],
  propose_penalty: [
    penalties,
    needed('unlawfulIncomeYuan', '违法所得（元）', 'yuan'),
    needed('serious', '情节严重', 'boolean'),
    needed('basis', '法律依据', 'articles'),
  ],
  review_legality: [
    needed('agreed', '同意', 'boolean', '不同意的，案件退回调查取证'),
    needed('opinion', '审核意见', 'words'),
  ],
  notify: [document, servedOn, needed('hearingRights', '已告知听证权利', 'boolean', '吊销许可证或者关闭的，必须告知')],
  request_hearing: [needed('requestedOn', '申请日期', 'day')],
  hold_hearing: [
    needed('noticedOn', '听证通知送达日期', 'day', '须在举行听证的七个工作日前'),
    needed('heldOn', '听证日期', 'day'),
    needed('presiding', '主持人', 'line', '不得是本案调查人员'),
    needed('minutes', '听证笔录摘要', 'words'),
  ],
  decide: [
    ...[document, penalties, optional('hearingWaiver', '放弃听证的书面文件', 'line')],
    optional('discussion', '集体讨论', 'discussion', '吊销许可证、关闭或者情节严重的必须填写（行政处罚法第五十七条）'),
  ],
  spare: reason,
  serve: [servedOn, needed('manner', '送达方式', 'line')],
  execute: [
    optional('paidYuan', '已缴款项（元）', 'yuan_fen'),
    optional('paidOn', '缴款日期', 'day', '加处罚款的必须填写，加处的数额算到这一天'),
    optional('addedFineYuan', '加处罚款（元）', 'yuan_fen', '逾期缴纳的，由本机关决定是否加处；不超过页面所列数额'),
    optional('revokedOn', '吊销许可证日期', 'day'),
  ],
  publish: [needed('publishedOn', '公示日期', 'day'), needed('where', '公示载体', 'line')],
  close: [],
  archive: [needed('archiveNumber', '案卷号', 'line')],
  suspend: reason,
  resume: [],
  transfer: [needed('to', '移送机关', 'line'), ...reason],
  withdraw: [...reason, optional('publicationTakenDownOn', '撤回公示日期', 'day', '决定已经公示的必须填写')],
};
