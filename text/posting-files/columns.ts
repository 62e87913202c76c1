import { type PostingRow, postingRow } from '../../contracts/posting-row.js';
import { printable } from '../printable.js';

/** Chinese headers that tables of postings have, and the key each stands for. */
const chineseHeaders = new Map<string, keyof PostingRow>(
  Object.entries({
    编号: 'id',
    职位编号: 'id',
    网址: 'url',
    链接: 'url',
    职位链接: 'url',
    标题: 'title',
    职位: 'title',
    职位名称: 'title',
    岗位: 'title',
    岗位名称: 'title',
    公司: 'company',
    公司名称: 'company',
    企业名称: 'company',
    招聘单位: 'company',
    单位名称: 'company',
    机构: 'agency',
    发布机构: 'agency',
    人力资源服务机构: 'agency',
    薪资: 'salary',
    薪酬: 'salary',
    工资: 'salary',
    月薪: 'salary',
    待遇: 'salary',
    地点: 'place',
    工作地点: 'place',
    城市: 'place',
    地区: 'place',
    人数: 'headcount',
    招聘人数: 'headcount',
    正文: 'text',
    内容: 'text',
    描述: 'text',
    职位描述: 'text',
    岗位描述: 'text',
    招聘信息: 'text',
    详情: 'text',
    发布时间: 'publishedAt',
    发布日期: 'publishedAt',
    标签: 'label',
    类别: 'slice',
  } as const),
);

const ownHeaders = new Map(Object.keys(postingRow.shape).map((key) => [key.toLowerCase(), key]));

/** The posting key that a column's header stands for; the header itself where it is none, and then it is ignored. */
export function keyOfHeader(header: string): string {
  const trimmed = header.trim();
  return chineseHeaders.get(trimmed) ?? ownHeaders.get(trimmed.toLowerCase()) ?? trimmed;
}

/** The sentence for a table without the column that a posting cannot do without, or undefined. */
export function missingColumn(keys: readonly string[], file: string): string | undefined {
  if (keys.includes('text')) return undefined;
  const there = keys
    .filter((key) => key !== '')
    .slice(0, 12)
    .map((key) => printable(key, 40))
    .join(', ');
  return `${file} has no column «text» (正文, 内容 or 职位描述); its columns are: ${there || 'none'}. Name the column with the posting's words «text».`;
}

/** Empty cells are absent, so that an empty label is no wrong label. Of two columns with one meaning the first that is filled counts. */
export function rowOf(keys: readonly string[], cells: readonly string[]): Record<string, string> {
  const row = new Map<string, string>();
  for (const [index, key] of keys.entries()) {
    const cell = cells[index] ?? '';
    if (key !== '' && (row.get(key) ?? '') === '' && (cell !== '' || key === 'text')) row.set(key, cell);
  }
  return Object.fromEntries(row);
}
