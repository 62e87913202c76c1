import type { PostingRow } from '../contracts/posting-row.js';
import type { Element } from '../contracts/verdict.js';
import type { Mentions } from './lexicon/find-terms.js';

/** Every word of one of the first and one of the second: «3名», «万元». */
function joined(first: Iterable<string>, second: readonly string[]): string[] {
  return Array.from(first).flatMap((beginning) => second.map((end) => beginning + end));
}

const split = (words: string): string[] => words.split('|');

/** Words by which an ad states an element of 人力资源市场暂行条例 art. 24 in its text. */
export const elementWords: Readonly<Record<Element, readonly string[]>> = {
  employer: split('公司|集团|单位名称|医院|学校|研究院|设计院|事务所|商行|工厂|酒店|中心|招聘单位|门店|药房|本院|本所'),
  headcount: [...joined('0123456789一二两三四五六七八九十若干数', ['名', '人', '位']), '人数', '各一', '若干'],
  conditions: split(
    '学历|大专|本科|中专|高中|经验|年龄|周岁|要求|条件|资格|持证|证书|专业|能吃苦|应届|熟悉|会使用|掌握',
  ),
  duties: split(
    '职责|工作内容|岗位内容|负责|从事|参与|协助|完成|主持|编制|巡查|接待|维护|操作|管理|施工|设计|值班|制作|销售|跟进',
  ),
  place: split('地点|地址|省|市|县|区|镇|路|街|号楼|项目部|现场|园区|工地|厂区'),
  pay: [
    ...split('薪|工资|月收入|底薪|待遇|提成|计件'),
    ...joined('0123456789一二两三四五六七八九十万千', ['元', '块', '/月', '/年', 'k']),
  ],
};

/**
 * Which of the six elements of art. 24 a posting lacks: the field of that name is empty and no words in title or text state it.
 * A signal that a reader can check, not a judgement on truth.
 *
 * @param mentions elements by their names
 */
export function missingElements(row: PostingRow, mentions: Mentions): Element[] {
  const given: Readonly<Record<Element, boolean>> = {
    employer: hasText(row.company),
    headcount: hasText(row.headcount),
    conditions: false,
    duties: false,
    place: hasText(row.place),
    pay: hasText(row.salary),
  };
  return elements.filter((element) => !given[element] && !mentions.has(element));
}

const elements = Object.keys(elementWords) as Element[];

function hasText(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
