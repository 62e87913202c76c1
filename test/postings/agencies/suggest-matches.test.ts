import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOrCreateAgencies } from '../../../postings/agencies/find-or-create-agencies.js';
import { suggestAgencyMatches } from '../../../postings/agencies/suggest-matches.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
beforeEach(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterEach(() => test.close());

const now = new Date('2026-03-01T00:00:00Z');
/** Right by its check characters; the region is unassigned. */
const creditCode = '91999999MA4K0X1256';
const otherCode = '91999999MA4K0X985R';

const suggest = (ids: readonly string[]) =>
  db.$transaction((transaction) => suggestAgencyMatches(transaction, ids, now));
async function newAgency(name: string, code: string | null = null): Promise<string> {
  return (await db.agency.create({ data: { name, creditCode: code } })).id;
}
/** The ground on which the last of some agencies is matched with the first. */
async function groundOf(...names: readonly string[]): Promise<string | undefined> {
  const ids: string[] = [];
  for (const name of names) ids.push(await newAgency(name));
  await suggest([ids[1] ?? '']);
  const [match] = await db.agencyMatch.findMany();
  return match?.ground;
}

describe('agencies that may be one', () => {
  it.each([
    ['湖北楚才人力资源有限公司', '湖北省楚才人力资源有限责任公司'],
    ['楚才人力资源（武汉）有限公司', '武汉市楚才人力资源有限公司'],
    ['楚才人力资源有限公司', '武汉楚才人力资源有限公司'],
    ['ABC人力资源有限公司', 'ａｂｃ人力资源有限公司'],
  ])('%s and %s have the same name', async (a, b) => {
    expect(await groundOf(a, b)).toBe('same_name');
  });

  it.each([
    ['武汉楚才人力资源服务有限公司', '武汉楚才人力资源有限公司'],
    ['武汉江汉楚才通人力资源有限公司', '武汉江汉楚才达通人力资源有限公司'],
  ])('%s and %s have nearly the same name', async (a, b) => {
    expect(await groundOf(a, b)).toBe('near_name');
  });

  it.each([
    ['武汉楚才人力资源服务有限公司', '武汉楚天人力资源服务有限公司'],
    ['武汉楚才通达企业管理咨询服务有限公司', '武汉楚才鸿运企业管理咨询服务有限公司'],
    ['武汉楚才人力资源有限公司', '宜昌楚才人力资源有限公司'],
    ['武汉人力资源服务有限公司', '人力资源服务有限公司'],
    ['有限公司', '公司'],
  ])('%s and %s do not', async (a, b) => {
    expect(await groundOf(a, b)).toBeUndefined();
  });

  it('are so by their credit code, whatever their names', async () => {
    const ids = [await newAgency('甲公司', creditCode), await newAgency('完全不同的名称', creditCode)].sort();
    await suggest(ids);
    expect(await db.agencyMatch.findMany()).toEqual([
      { agencyId: ids[0], otherId: ids[1], ground: 'credit_code', similarity: 1, createdAt: now },
    ]);
  });

  it('are so by the credit code that they advertise behind their names; two codes behind one name are nobody’s', async () => {
    const names = [
      `甲公司（${creditCode}）`,
      `完全不同的名称 ${creditCode.toLowerCase()}`,
      `乙 ${creditCode} 丙 ${otherCode}`,
    ];
    const ids = await db.$transaction((transaction) => findOrCreateAgencies(transaction, names, now));
    const codes = await db.agency.findMany({ orderBy: { name: 'asc' }, select: { creditCode: true } });
    expect(codes.map((agency) => agency.creditCode).sort()).toEqual([creditCode, creditCode, null]);
    await suggest([...ids.values()]);
    expect(await db.agencyMatch.findMany()).toMatchObject([{ ground: 'credit_code', similarity: 1 }]);
  });

  it('are two when their credit codes differ, and a wrong code says nothing', async () => {
    const one = await newAgency('武汉楚才人力资源有限公司', creditCode);
    const other = await newAgency('武汉市楚才人力资源有限公司', otherCode);
    await suggest([one, other]);
    expect(await db.agencyMatch.count()).toBe(0);
    await db.agency.update({ where: { id: other }, data: { creditCode: '91999999MA00000000' } });
    await suggest([one, other]);
    expect(await db.agencyMatch.findMany()).toMatchObject([{ ground: 'same_name' }]);
  });

  it('are suggested once, and only where one of those asked for is concerned', async () => {
    const names = ['楚才人力资源有限公司', '楚才人力资源有限责任公司', '楚才（人力资源）有限公司'];
    const ids = await Promise.all(names.map((name) => newAgency(name)));
    await suggest([ids[0] ?? '']);
    expect(await db.agencyMatch.count()).toBe(2);
    await suggest(ids);
    await suggest(ids);
    expect(await db.agencyMatch.count()).toBe(3);
  });

  it('are found among ten thousand in one go', async () => {
    const given = '天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏';
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      id: randomUUID(),
      name: `${given[index % 24]}${given[Math.floor(index / 24) % 24]}${given[Math.floor(index / 576) % 24]}人力资源有限公司${index}`,
    }));
    await db.agency.createMany({ data: rows });
    const id = await newAgency('湖北鄂楚才通人力资源有限公司');
    await newAgency('鄂楚才通人力资源有限责任公司');
    await suggest([id]);
    expect(await db.agencyMatch.findMany()).toMatchObject([{ ground: 'same_name' }]);
  });
});
