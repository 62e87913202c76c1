import type { DealTerms, Side } from '../../contracts/verdict.js';
import { type Findings, type Mentions, type Notions, type Words, widest } from '../lexicon/find-terms.js';
import type { Facts } from '../read-facts.js';
import type { ReadField } from '../read-fields.js';

const specialties = [
  '市政',
  '房建',
  '机电',
  '公路',
  '水利水电',
  '水利',
  '矿业',
  '铁路',
  '民航',
  '港航',
  '通信',
  '土建',
  '安装',
  '供配电',
  '发输变电',
  '给排水',
  '暖通',
  '动力',
  '岩土',
  '道路',
  '化工',
  '煤矿',
  '建筑',
];
const provinces = [
  '北京',
  '天津',
  '河北',
  '山西',
  '内蒙古',
  '辽宁',
  '吉林',
  '黑龙江',
  '上海',
  '江苏',
  '浙江',
  '安徽',
  '福建',
  '江西',
  '山东',
  '河南',
  '湖北',
  '湖南',
  '广东',
  '广西',
  '海南',
  '重庆',
  '四川',
  '贵州',
  '云南',
  '西藏',
  '陕西',
  '甘肃',
  '青海',
  '宁夏',
  '新疆',
];
const termPattern =
  /(?:签|合同|聘期|期限|合作期|为期|挂)[^0-9一二两三四五六十]{0,4}(?:([0-9一二两三四五])年|([0-9]{1,2}|十二|二十四|三十六)个?月)/;
const yearsOf: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5 };
const monthsOf: Readonly<Record<string, number>> = { 十二: 12, 二十四: 24, 三十六: 36 };

/** What is looked for in the words of a deal. Specialties and provinces are named by themselves. */
export const dealWords: Notions = {
  ...Object.fromEntries([...specialties, ...provinces].map((name) => [name, [name]])),
  initial_registration: ['初始'],
  transfer: ['转注'],
  occasional: ['出场', '偶尔', '开标', '检查'],
  not_sole: ['非唯一', '不唯一'],
  sole: ['唯一'],
  social_insurance: ['社保', '社会保险'],
  paid_in: ['参保'],
  no_social_insurance: ['无社保', '没有社保', '不查社保', '不看社保'],
  // Without one of each no term is written, and no expression need look for it.
  term_word: ['签', '合同', '聘期', '期限', '合作期', '为期', '挂'],
  term_length: [
    ...Array.from('0123456789一二两三四五', (years) => `${years}年`),
    ...Array.from('0123456789二四六').flatMap((months) => [`${months}月`, `${months}个月`]),
  ],
};

/** Reads the deal that an ad's words offer. What is not said is left out. */
export function readTerms(fields: readonly ReadField[], { findings, mentions }: Words, facts: Facts): DealTerms {
  const terms: DealTerms = {};
  const credential = firstText(fields, findings, 'credential');
  if (credential !== undefined) terms.credential = credential;
  const specialty = specialties.find((name) => mentions.has(name));
  if (specialty !== undefined && credential !== undefined) terms.specialty = specialty;
  if (mentions.has('initial_registration')) terms.registration = 'initial';
  else if (mentions.has('transfer')) terms.registration = 'transfer';
  if (mentions.has('term_word') && mentions.has('term_length')) {
    const months = readMonths(fields.map(({ normalised }) => normalised.text.slice(0, 5000)).join('\n'));
    if (months > 0) terms.termMonths = months;
  }
  const price = facts.prices.find((candidate) => candidate.period === 'year');
  if (price !== undefined) terms.pricePerYear = Math.round((price.low + price.high) / 2);
  const insurance = insuranceOf(mentions);
  if (insurance !== undefined) terms.socialInsurance = insurance;
  if (findings.has('no_attendance')) terms.attendance = mentions.has('occasional') ? 'occasional' : 'none';
  else if (findings.has('attendance_required')) terms.attendance = 'full';
  const province = provinces.find((name) => mentions.has(name));
  if (province !== undefined) terms.province = province;
  const contact = facts.contacts[0];
  if (contact !== undefined) terms.contact = contact.value;
  return terms;
}

/** @returns 0 where no term is written */
function readMonths(text: string): number {
  const [term, years, months = ''] = termPattern.exec(text) ?? [];
  if (term === undefined) return 0;
  return years === undefined ? (monthsOf[months] ?? Number(months)) : (yearsOf[years] ?? Number(years)) * 12;
}

/** Who speaks. A list of many credentials is a broker's, whoever it says it is. */
export function readSide(findings: Findings): Side | null {
  if (findings.has('holder_offer') && (findings.get('credential')?.length ?? 0) <= 6) return 'holder';
  if ((findings.get('credential')?.length ?? 0) >= 8) return 'broker';
  return findings.has('credential') || findings.has('rent_word') ? 'buyer' : null;
}

function insuranceOf(mentions: Mentions): DealTerms['socialInsurance'] {
  if (mentions.has('not_sole')) return 'not_sole';
  if (mentions.has('sole') && (mentions.has('social_insurance') || mentions.has('paid_in'))) return 'sole';
  if (mentions.has('no_social_insurance')) return 'none';
  return mentions.has('social_insurance') ? 'required' : undefined;
}

function firstText(fields: readonly ReadField[], findings: Findings, group: string): string | undefined {
  const first = findings.get(group)?.[0];
  if (first === undefined) return undefined;
  const { field, start, end } = widest(first, findings, [group]);
  return fields[field]?.normalised.text.slice(start, end);
}
