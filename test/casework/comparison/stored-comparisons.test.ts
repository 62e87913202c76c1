import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listComparisons } from '../../../casework/comparison/list-comparisons.js';
import { rankUnits } from '../../../casework/comparison/rank-units.js';
import { readLeads } from '../../../casework/comparison/read-leads.js';
import { storeComparison } from '../../../casework/comparison/store-comparison.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { inventedIdentityNumber } from '../../../fixtures/registers/invented-numbers.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld } from '../outcomes/casework-world.js';
import { comparisonOf, foundLead } from './stored-comparison.js';

describe('a comparison that is kept', () => {
  let world: CaseworkWorld;
  let [reviewer, ofCity, elsewhere] = [] as unknown as [Decider, Decider, Decider];
  beforeAll(async () => {
    world = await openCaseworkWorld();
    reviewer = await world.person('周复核');
    ofCity = await world.person('陈市里', 'reviewer', 'city-a');
    elsewhere = await world.person('郑外省', 'supervisor', 'elsewhere');
  });
  afterAll(() => world.close());

  const now = noonOf('2026-03-10');
  const store = (by: Decider, comparison = comparisonOf()) =>
    storeComparison(world.database, world.personalData, by, comparison, now);
  const rank = (by: Decider, id: string, page = { after: 0, limit: 50 }) => rankUnits(world.database, by, id, page);
  const first = '江城建设工程有限公司';

  test('ranks the units by their people, each of whom counts once for a unit', async () => {
    const id = await store(ofCity);
    const { comparison, units, next } = await rank(ofCity, id);
    expect(comparison).toMatchObject({ comparedBy: '陈市里', organisation: '甲市人社局', figures: { mismatches: 2 } });
    expect(
      units.map(({ unitName, mismatches, multiple, unclear }) => [unitName, mismatches, multiple, unclear]),
    ).toEqual([
      [first, 2, 1, 0],
      ['云梦机电设备有限公司', 0, 1, 0],
    ]);
    expect(next).toBeNull();
    const page = await rank(ofCity, id, { after: 0, limit: 1 });
    expect([page.units.length, page.next]).toEqual([1, 1]);
    const rest = await rank(ofCity, id, { after: 1, limit: 1 });
    expect([rest.units.map(({ unitName }) => unitName), rest.next]).toEqual([['云梦机电设备有限公司'], null]);
  });

  test('gives the leads of a unit, whose people can be told apart and whose numbers are masked', async () => {
    const runId = await store(ofCity);
    const { leads, total } = await readLeads(world.database, world.personalData, reviewer, {
      ...{ runId, unitName: first, unitCode: '' },
    });
    expect(leads.map(({ kind, name, person }) => [kind, name, person])).toEqual([
      ['mismatch', '某甲1', 0],
      ['mismatch', '某甲2', 1],
      ['multiple', '某甲3', 2],
      ['frequent_changes', '某甲3', 2],
    ]);
    expect(total).toBe(4);
    expect(JSON.stringify(leads)).not.toContain(inventedIdentityNumber(1));
    const stored = JSON.stringify(await world.database.comparisonLead.findMany({ where: { runId } }));
    expect(stored).not.toMatch(/某甲|999999/);
  });

  test('finds a person again under another comparison', async () => {
    const [one, two] = [await store(reviewer), await store(reviewer)];
    const of = async (runId: string) =>
      (await world.database.comparisonLead.findMany({ where: { runId, kind: 'exception' } })).map(
        ({ identitySha256 }) => identitySha256,
      );
    expect(await of(one)).toEqual(await of(two));
  });

  test('is kept in several statements as in one', async () => {
    const leads = Array.from({ length: 2_300 }, (_, index) => foundLead(index + 1, 'mismatch'));
    const id = await store(reviewer, comparisonOf(leads));
    expect(await world.database.comparisonLead.count({ where: { runId: id } })).toBe(2_300);
    expect((await rank(reviewer, id)).units).toMatchObject([{ mismatches: 2_300 }]);
    await world.verify();
  }, 60_000);

  test('is seen by its organisation and those above, and kept by who decides', async () => {
    const runId = await store(ofCity);
    expect((await listComparisons(world.database, reviewer, 50)).map(({ id }) => id)).toContain(runId);
    expect(await listComparisons(world.database, elsewhere, 50)).toEqual([]);
    await expect(rank(elsewhere, runId)).rejects.toMatchObject({ code: 'comparison_unknown' });
    const unit = { runId, unitName: first, unitCode: '' };
    await expect(readLeads(world.database, world.personalData, elsewhere, unit)).rejects.toMatchObject({
      code: 'comparison_unknown',
    });
    const auditor = await world.person('审计', 'auditor');
    await expect(store(auditor)).rejects.toMatchObject({ code: 'role_insufficient' });
  });

  test('is in the ledger: a lead that is added, changed or taken away is noticed', async () => {
    const runId = await store(reviewer);
    await world.verify();
    const why = async () => (await verifyLedger(world.database)).firstBad?.why;
    const unguarded = (statement: string) =>
      world.database.$transaction(async (transaction) => {
        await transaction.$executeRawUnsafe('ALTER TABLE "ComparisonLead" DISABLE TRIGGER USER');
        await transaction.$executeRawUnsafe(statement);
        await transaction.$executeRawUnsafe('ALTER TABLE "ComparisonLead" ENABLE TRIGGER USER');
      });
    const planted = await world.database.comparisonLead.create({
      data: { runId, kind: 'mismatch', identitySha256: '3'.repeat(64), sealed: 'x', unitName: first },
    });
    const differs = `the comparison of registers ${runId} that it is about is not what it was: its hash differs`;
    expect(await why()).toBe(differs);
    await unguarded(`DELETE FROM "ComparisonLead" WHERE "id" = '${planted.id}'`);
    await world.verify();
    const change = (from: string, to: string) =>
      unguarded(`UPDATE "ComparisonLead" SET "kind" = '${to}' WHERE "runId" = '${runId}' AND "kind" = '${from}'`);
    await change('exception', 'unclear');
    expect(await why()).toBe(differs);
    await change('unclear', 'exception');
    await world.verify();
    await unguarded(`DELETE FROM "ComparisonLead" WHERE "runId" = '${runId}' AND "kind" = 'exception'`);
    expect(await why()).toBe(differs);
  });
});
