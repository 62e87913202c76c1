import type { TextField } from '../contracts/posting-row.js';
import type { Band, Category, DealTerms, Element, Side } from '../contracts/verdict.js';

/** The words in which a regulator reads the contracts' enumerations on a terminal and in a report. The page has its own. */
export const bandName: Record<Band, string> = { flagged: '可疑', borderline: '存疑', clear: '正常' };

export const categoryName: Record<Category, string> = {
  credential_rental: '以职业介绍为名提供“挂证”信息服务',
  false_job: '违规发布虚假就业信息',
  credential_withholding: '扣押职业资格证书',
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

const registrationName = { initial: '初始注册', transfer: '转注册' };
const insuranceName = {
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
    ['期限', terms.termMonths === undefined ? undefined : `${terms.termMonths} 个月`],
    ['年价', terms.pricePerYear === undefined ? undefined : `${terms.pricePerYear} 元/年`],
    ['社保', terms.socialInsurance && insuranceName[terms.socialInsurance]],
    ['出勤', terms.attendance && attendanceName[terms.attendance]],
    ['省份', terms.province],
    ['联系方式', terms.contact],
  ];
  return named.filter((term): term is [string, string] => term[1] !== undefined);
}
