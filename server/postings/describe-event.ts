import { z } from 'zod';

/** As postings/life and postings/linking write it; each key belongs to one kind of event. */
const known = z.object({
  changed: z.array(z.object({ field: z.string() })).optional(),
  reason: z.string().optional(),
  similarity: z.number().optional(),
});

const fieldNames: Readonly<Record<string, string>> = {
  title: '标题',
  company: '单位',
  agency: '机构',
  salary: '薪酬',
  place: '地点',
  headcount: '人数',
  publishedAt: '发布日期',
  text: '正文',
};

const reasonNames: Readonly<Record<string, string>> = {
  gone: '页面已不存在',
  absent: '连续多次未出现在列表中',
};

/** What an event of a posting says, in Chinese; empty where its kind says it all. */
export function describeEvent(detail: unknown): string {
  const parsed = known.safeParse(detail);
  if (!parsed.success) return '';
  const { changed, reason, similarity } = parsed.data;
  if (changed !== undefined) return `改动：${changed.map(({ field }) => fieldNames[field] ?? field).join('、')}`;
  if (reason !== undefined) return reasonNames[reason] ?? reason;
  return similarity === undefined ? '' : `与已下架信息的相似度 ${Math.round(similarity * 100)}%`;
}
