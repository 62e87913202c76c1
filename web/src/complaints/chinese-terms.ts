import type {
  ComplaintCaptureState,
  ComplaintChannel,
  ComplaintResultKind,
  ComplaintState,
} from '../../../contracts/api/complaints.js';
import { failureReason } from '../operation/failure-reasons.js';

export const channelName: Record<ComplaintChannel, string> = {
  web: '网上',
  telephone: '来电',
  letter: '来信',
  visit: '来访',
  transfer: '转来',
};

export const resultName: Record<ComplaintResultKind, string> = {
  case_opened: '已立案',
  joined_case: '并入案件',
  handed_off: '已移送',
  unfounded: '不属实',
  no_jurisdiction: '不属本机关管辖',
  insufficient: '线索不足',
};

export const stateName: Record<ComplaintState, string> = { open: '未办结', ended: '已办结', all: '全部' };

export const captureStateName: Record<ComplaintCaptureState, string> = {
  waiting: '网址待采集',
  taken: '网址已采集，正在研判',
  judged: '网址已采集并研判',
  refused: '网址未采集',
  failed: '网址采集失败',
};

/** Why a page is not taken, or not yet, and what to do about it. */
const captureReasons: Readonly<Record<string, string>> = {
  complaint_no_platform:
    '网址不属于已登记的招聘平台，系统不会访问。请由运维人员添加该平台后点“重新采集”，或者由执法人员在浏览器中打开并截图留存。',
  complaint_list_only:
    '该平台的招聘信息只在列表页上，没有单独的页面；下次采集该平台时会读到，也可以请运维人员立即采集。',
  complaint_list_page: '网址是平台的首页或者列表页，不是某一条招聘信息。请向举报人核实具体信息的网址，另行登记。',
  complaint_same_address: '同一网址正在为另一件举报采集，稍后自动取用。',
  complaints_many: '一小时内公众举报要求采集该平台的页面较多，正在排队，到时自动采集。',
  redirect_elsewhere: '网址跳转到平台以外的网站，系统没有跟随访问。请由执法人员核实。',
  no_posting: '页面上没有可读出的招聘信息，可能已删除或者不是招聘信息页；采集到的页面已保存。',
  gone: '页面已不存在，可能已被删除。',
  login_required: '页面需要登录才能查看，系统不会绕过登录。请由执法人员依法调取。',
  captcha: '页面要求输入验证码，系统不会绕过。请稍后重新采集，或者由执法人员调取。',
  robots_disallowed: '平台的 robots.txt 不允许采集该页面。确需采集的，请主管登记法律依据后重新采集。',
  robots_unreachable: '暂时无法读取平台的 robots.txt，按规则不采集。请稍后重新采集。',
  browser_missing: '该平台的页面需要浏览器，而采集机没有安装。请运维人员安装后重新采集。',
  cancelled: '采集已由运维人员取消。需要时可以重新采集。',
};

/** @param code of the error; what has no sentence of its own here fails as any page of a crawl does */
export const captureReason = (code: string): string => captureReasons[code] ?? `${failureReason(code).reason}。`;
