import type { TextField } from '../../contracts/posting-row.js';
import type { Decision, Dismissal, QueueOrder, Stage } from '../../contracts/review.js';
import type { Band, Category, DealTerms, Element, Side } from '../../contracts/verdict.js';

/** The words that a reviewer reads for the contracts' enumerations. */
export const bandName: Record<Band, string> = { flagged: '可疑', borderline: '存疑', clear: '正常' };

/** The three findings of the enforcement plan (湖北省“挂证”专项整治工作实施方案). */
export const categoryName: Record<Category, string> = {
  credential_rental: '以职业介绍为名提供“挂证”信息服务',
  false_job: '违规发布虚假就业信息',
  credential_withholding: '扣押职业资格证书',
};
/** For narrow columns. */
export const categoryShortName: Record<Category, string> = {
  credential_rental: '挂证信息',
  false_job: '虚假信息',
  credential_withholding: '扣押证书',
};

export const sideName: Record<Side, string> = { buyer: '用证单位', holder: '持证人', broker: '中介' };

/** The words of 人力资源市场暂行条例 art. 24. */
export const elementName: Record<Element, string> = {
  employer: '单位基本情况',
  headcount: '招聘人数',
  conditions: '招聘条件',
  duties: '工作内容',
  place: '工作地点',
  pay: '基本劳动报酬',
};

export const fieldName: Record<TextField, string> = {
  title: '标题',
  company: '招聘单位',
  agency: '发布机构',
  salary: '薪资',
  place: '工作地点',
  headcount: '招聘人数',
  text: '正文',
};

export const stageName: Record<Stage, string> = { first: '复核', second: '二次复核', ruling: '主管裁定' };

export const decisionName: Record<Decision, string> = { confirmed: '确认', dismissed: '排除', more_needed: '待补充' };

export const dismissalName: Record<Dismissal, string> = {
  genuine_employment: '真实用工',
  refuses_rental: '明确拒绝挂证',
  notice_or_news: '通知或新闻',
  training_or_examination: '培训或考试',
  insufficient_grounds: '依据不足',
  other: '其他',
};

export const orderName: Record<QueueOrder, string> = {
  probability: '可能性',
  uncertainty: '不确定程度',
  campaign: '串联广告',
};

const registrationName = { initial: '初始注册', transfer: '转注册' };
const socialInsuranceName = {
  none: '不需要社保',
  sole: '社保须唯一',
  not_sole: '社保可不唯一',
  required: '须参加社保',
};
const attendanceName = { none: '不出场', occasional: '偶尔出场', full: '全职到岗' };

/** The deal's terms that the ad names, each as [name, value], in the order in which the trade states them. */
export function namedTerms(terms: DealTerms): [name: string, value: string][] {
  const named: [string, string | undefined][] = [
    ['证书', terms.credential],
    ['专业', terms.specialty],
    ['注册方式', terms.registration && registrationName[terms.registration]],
    ['期限', terms.termMonths === undefined ? undefined : monthsInWords(terms.termMonths)],
    ['年价', terms.pricePerYear === undefined ? undefined : `${terms.pricePerYear.toLocaleString('zh-CN')} 元/年`],
    ['社保', terms.socialInsurance && socialInsuranceName[terms.socialInsurance]],
    ['出勤', terms.attendance && attendanceName[terms.attendance]],
    ['省份', terms.province],
    ['联系方式', terms.contact],
  ];
  return named.filter((term): term is [string, string] => term[1] !== undefined);
}

const monthsInWords = (months: number) => (months % 12 === 0 ? `${months / 12} 年` : `${months} 个月`);
