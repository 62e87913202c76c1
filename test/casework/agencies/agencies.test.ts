import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findLicenceCandidates,
  readAgencyMonths,
  readTellingPostings,
} from '../../../casework/agencies/agency-history.js';
import { assessAgencies, assessAgency } from '../../../casework/agencies/assess-agencies.js';
import { decideAgency } from '../../../casework/agencies/decide-agency.js';
import { importLicences } from '../../../casework/agencies/import-licences.js';
import { listImports } from '../../../casework/agencies/list-imports.js';
import { listMatches } from '../../../casework/agencies/list-matches.js';
import { undoImport } from '../../../casework/agencies/undo-import.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { inventedAgency, licenceCells, licenceHeader } from '../../../fixtures/registers/invent-licences.js';
import { suggestAgencyMatches } from '../../../postings/agencies/suggest-matches.js';
import { minutes, now, openReviewWorld, type ReviewWorld, sha256 } from '../reviews/review-world.js';
import { linesOf, readAll } from './licence-lines.js';

let world: ReviewWorld;
let officer: Decider;
beforeAll(async () => {
  world = await openReviewWorld();
  officer = await world.person('何江');
});
afterAll(() => world?.close());

/** A file with these rows, as a command reads it. */
async function fileOf(name: string, ...rows: (readonly string[])[]) {
  const read = await readAll(linesOf([licenceHeader.split(','), ...rows]));
  return { name, sha256: sha256(name + rows.join()), rows: read.rows, licences: read.licences };
}
let clock = 0;
const importFile = async (name: string, ...rows: (readonly string[])[]) =>
  importLicences(world.database, officer, await fileOf(name, ...rows), minutes(clock++));

/** An agency that advertises on a platform, with postings of these probabilities. */
async function advertise(name: string, postings = 1, platformId = 'jing', creditCode: string | null = null) {
  const { id } = await world.database.agency.upsert({ where: { name }, create: { name, creditCode }, update: {} });
  const judged = await world.judge(Array.from({ length: postings }, () => ({ probability: 0.9, platformId })));
  await world.database.posting.updateMany({
    where: { id: { in: judged.map(({ postingId }) => postingId) } },
    data: { agencyId: id },
  });
  return { id, judged };
}
const standingOf = async (id: string, jurisdiction = ['default']) => {
  const agency = await assessAgency(world.database, jurisdiction, id, now);
  return agency && [agency.standing.standing, agency.standing.ground];
};

describe('an import of licences', () => {
  test('is one transaction with its entry, and the same file again is not doubled', async () => {
    const first = await importFile('a.csv', licenceCells(1), licenceCells(2), licenceCells(3, { code: 'wrong' }));
    expect(first.isKnown).toBe(false);
    const again = await importFile('a.csv', licenceCells(1), licenceCells(2), licenceCells(3, { code: 'wrong' }));
    expect(again).toEqual({ id: first.id, importedAt: first.importedAt, isKnown: true });
    expect(await world.database.licence.count()).toBe(2);
    const [listed] = await listImports(world.database, ['default'], 10);
    expect(listed).toMatchObject({ fileName: 'a.csv', rows: 3, rejected: 1, by: '何江', undoneAt: null });
    expect(await listImports(world.database, ['other'], 10)).toEqual([]);
    await world.verify();
  });

  test('leaves nothing behind when it breaks off', async () => {
    const before = await world.database.licence.count();
    const file = await fileOf('broken.csv', licenceCells(11), licenceCells(12));
    const [one, other] = file.licences;
    if (one === undefined || other === undefined) throw new Error('two rows were expected');
    // PostgreSQL refuses the second row.
    const broken = { ...file, licences: [one, { ...other, holder: '\u0000' }] };
    await expect(importLicences(world.database, officer, broken, now)).rejects.toThrow();
    expect(await world.database.licence.count()).toBe(before);
    expect(await world.database.registerImport.count({ where: { fileName: 'broken.csv' } })).toBe(0);
    await world.verify();
  });

  test('of one file by two at once happens once', async () => {
    const file = await fileOf('race.csv', licenceCells(21));
    const other = await world.person('秦川');
    const imported = await Promise.all(
      [officer, other, officer, other].map((by) => importLicences(world.database, by, file, minutes(clock++))),
    );
    expect(new Set(imported.map(({ id }) => id)).size).toBe(1);
    expect(imported.filter(({ isKnown }) => !isKnown)).toHaveLength(1);
  });

  test('is refused to who does not decide, and where no row can be kept', async () => {
    const operator = await world.person('操作', 'operator');
    const file = await fileOf('b.csv', licenceCells(4));
    await expect(importLicences(world.database, operator, file, now)).rejects.toMatchObject({
      code: 'role_insufficient',
    });
    const empty = await fileOf('c.csv', licenceCells(4, { name: '' }));
    await expect(importLicences(world.database, officer, empty, now)).rejects.toMatchObject({ code: 'register_empty' });
  });

  test('counts for a licence number until a newer one, and again when that is undone', async () => {
    const { name } = inventedAgency(31);
    const { id } = await advertise(name);
    expect(await standingOf(id)).toEqual(['unknown', 'not_in_register']);
    await importFile('old.csv', licenceCells(31));
    expect(await standingOf(id)).toEqual(['licensed', 'register']);
    const newer = await importFile('new.csv', licenceCells(31, { status: '吊销' }));
    expect(await standingOf(id)).toEqual(['unlicensed', 'register']);
    await undoImport(world.database, officer, newer.id, now);
    expect(await standingOf(id)).toEqual(['licensed', 'register']);
    await expect(undoImport(world.database, officer, newer.id, now)).rejects.toMatchObject({ code: 'import_undone' });
    const stranger = await world.person('外人', 'reviewer', { jurisdiction: ['other'] });
    await expect(undoImport(world.database, stranger, newer.id, now)).rejects.toMatchObject({ code: 'import_unknown' });
    // What was undone may be taken in anew.
    expect((await importFile('new.csv', licenceCells(31, { status: '吊销' }))).isKnown).toBe(false);
    await world.verify();
  });

  test('that somebody changes in the database is found by the ledger', async () => {
    const tampered = await importFile('tampered.csv', licenceCells(41));
    await world.database.$executeRawUnsafe('ALTER TABLE "Licence" DISABLE TRIGGER "refuseUpdate"');
    const change = (holder: string) =>
      world.database.licence.updateMany({ where: { importId: tampered.id }, data: { holder } });
    await change('别的公司');
    await expect(world.verify()).rejects.toThrow(/import of a register .* is not what it was/);
    await change(inventedAgency(41).name);
    await world.database.$executeRawUnsafe('ALTER TABLE "Licence" ENABLE TRIGGER "refuseUpdate"');
    await world.verify();
    // An undoing that nobody entered.
    await world.database.registerImport.update({
      where: { id: tampered.id },
      data: { undoneAt: now, undoneById: officer.person.id },
    });
    await expect(world.verify()).rejects.toThrow(/undone import/);
    await world.database.registerImport.update({
      where: { id: tampered.id },
      data: { undoneAt: null, undoneById: null },
    });
    await world.verify();
  });
});

describe('decisions on agencies', () => {
  test('join names, so that an agency is seen over all platforms, and part them again', async () => {
    const one = await advertise('武汉楚才人力资源有限公司', 2);
    const two = await advertise('楚才人力资源有限公司', 3, 'far');
    await world.database.$transaction((transaction) => suggestAgencyMatches(transaction, [one.id, two.id], now));
    const both = { ...officer, jurisdiction: ['default', 'other'] };
    const matchesOf = (ids: readonly string[], jurisdiction: readonly string[]) =>
      listMatches(world.database, jurisdiction, { agencyIds: ids, limit: 10 });
    expect(await matchesOf([one.id], both.jurisdiction)).toMatchObject([{ decision: null }]);
    // A name that is seen nowhere here is not named.
    expect(await matchesOf([one.id], ['default'])).toEqual([]);

    const decision = { agencyId: one.id, otherId: two.id, creditCode: null, note: '同一电话' };
    await decideAgency(world.database, both, { ...decision, kind: 'same_as' }, now);
    expect(await matchesOf([two.id], both.jurisdiction)).toMatchObject([{ decision: 'same_as' }]);
    const joined = await assessAgency(world.database, both.jurisdiction, one.id, now);
    expect(joined).toMatchObject({ id: two.id, postings: 5, flagged: 5, platforms: ['far', 'jing'] });
    expect(joined?.names.map(({ name }) => name)).toEqual(['楚才人力资源有限公司', '武汉楚才人力资源有限公司']);
    // From one organisation its own part is seen.
    expect(await assessAgency(world.database, ['default'], one.id, now)).toMatchObject({ id: one.id, postings: 2 });
    expect(await assessAgency(world.database, ['default'], two.id, now)).toBeUndefined();

    await expect(
      decideAgency(world.database, both, { ...decision, agencyId: two.id, otherId: one.id, kind: 'same_as' }, now),
    ).rejects.toMatchObject({ code: 'decision_stands' });
    await decideAgency(world.database, both, { ...decision, kind: 'different_from' }, now);
    expect(await assessAgency(world.database, both.jurisdiction, one.id, now)).toMatchObject({ postings: 2 });
    await world.verify();
  });

  test('say who has a licence; of two the newer counts, for every name of the agency', async () => {
    const { id } = await advertise('无名中介');
    const decide = (kind: 'licensed' | 'unlicensed', creditCode: string | null, note = '') =>
      decideAgency(world.database, officer, { agencyId: id, kind, otherId: null, creditCode, note }, now);
    await expect(decide('unlicensed', null)).rejects.toMatchObject({ code: 'note_missing' });
    await expect(decide('licensed', '91999999MA500001X0')).rejects.toMatchObject({ code: 'credit_code_invalid' });
    await decide('unlicensed', null, '名录中无此机构，现场未出示许可证');
    expect(await standingOf(id)).toEqual(['unlicensed', 'decided']);
    await importFile('its.csv', licenceCells(51));
    await decide('licensed', inventedAgency(51).code);
    expect(await standingOf(id)).toEqual(['licensed', 'decided']);
    const { id: alias } = await advertise('无名中介服务部');
    await decideAgency(
      world.database,
      officer,
      { agencyId: alias, kind: 'same_as', otherId: id, creditCode: null, note: '' },
      now,
    );
    expect(await standingOf(alias)).toEqual(['licensed', 'decided']);
  });

  test('are refused to who does not decide, on what is not seen, and on a name and itself', async () => {
    const { id } = await advertise('某机构');
    const { id: far } = await advertise('远处机构', 1, 'far');
    const auditor = await world.person('审计', 'auditor');
    const decision = { agencyId: id, kind: 'same_as', otherId: far, creditCode: null, note: '' } as const;
    await expect(decideAgency(world.database, auditor, decision, now)).rejects.toMatchObject({
      code: 'role_insufficient',
    });
    await expect(decideAgency(world.database, officer, decision, now)).rejects.toMatchObject({
      code: 'agency_unknown',
    });
    await expect(decideAgency(world.database, officer, { ...decision, otherId: id }, now)).rejects.toMatchObject({
      code: 'same_agency',
    });
  });
});

describe('the ranking', () => {
  test('adds points for what two people have confirmed, campaigns, re-listings and earlier orders, and says for which', async () => {
    const worst = await advertise('榜首人力', 3);
    const mild = await advertise('次席人力', 2);
    const quiet = await advertise('清白人力', 9);
    const campaign = await world.database.campaign.create({ data: {} });
    const [first, second, third] = worst.judged.map(({ postingId }) => postingId);
    const set = (id: string | undefined, data: object) =>
      world.database.posting.update({ where: { id: id ?? '' }, data });
    await set(first, { campaignId: campaign.id });
    await set(second, { campaignId: campaign.id, relistedFromId: third ?? null });
    await set(quiet.judged[0]?.postingId, { relistedFromId: quiet.judged[1]?.postingId ?? null, band: 'clear' });
    for (const { versionId } of [...worst.judged.slice(0, 2), ...mild.judged.slice(0, 1)])
      await world.database.reviewTask.update({
        where: { postingVersionId: versionId },
        data: { stage: 'closed', outcome: 'confirmed', closedAt: now },
      });
    await storeCaseWithSteps(worst.id);
    const ranked = await assessAgencies(world.database, ['default'], now);
    expect(ranked[0]).toMatchObject({
      ...{ id: worst.id, points: 2 * 10 + 6 + 8 + 20, confirmed: 2, campaigns: 1, relistings: 1, orders: 1, cases: 1 },
      parts: [
        { fact: 'confirmed', count: 2, points: 20 },
        { fact: 'campaigns', count: 1, points: 6 },
        { fact: 'relistings', count: 1, points: 8 },
        { fact: 'orders', count: 1, points: 20 },
      ],
    });
    expect(ranked[1]).toMatchObject({ id: mild.id, points: 10 });
    // An honest advertisement that comes back is no re-listing.
    expect(ranked.find(({ id }) => id === quiet.id)).toMatchObject({ points: 0, parts: [] });
    expect((await assessAgencies(world.database, ['other'], now)).some(({ id }) => id === worst.id)).toBe(false);

    const months = await readAgencyMonths(world.database, ['default'], [worst.id]);
    expect(months).toEqual([{ month: '2026-11', flagged: 3, borderline: 0, clear: 0, confirmed: 2 }]);
    const telling = await readTellingPostings(world.database, ['default'], [worst.id], 10);
    expect(telling.map(({ id }) => id).sort()).toEqual([first, second].sort());
  });

  /** A case whose order was confirmed by a second officer, and a second order that nobody has confirmed yet. */
  async function storeCaseWithSteps(agencyId: string): Promise<void> {
    const by = { ...officer.person };
    const own = await world.database.case.create({
      data: {
        ...{ organisationId: 'default', year: 2026, number: 1, path: 'advertising', agencyId, subjectName: '榜首人力' },
        ...{ state: 'rectifying', registeredAt: now },
      },
    });
    for (const number of [1, 2]) {
      const step = await world.database.caseStep.create({
        data: {
          ...{
            caseId: own.id,
            number,
            action: 'order_rectification',
            fromState: 'investigating',
            toState: 'rectifying',
          },
          ...{
            occurredOn: '2026-11-20',
            facts: {},
            needsSecond: true,
            userId: officer.person.id,
            sessionId: officer.id,
          },
          ...{ by, recordedAt: now },
        },
      });
      if (number === 1)
        await world.database.caseStepAnswer.create({
          data: {
            stepId: step.id,
            kind: 'confirmed',
            userId: officer.person.id,
            sessionId: officer.id,
            by,
            answeredAt: now,
          },
        });
    }
  }

  test('does not take a licensed company’s name for its licence where the credit code is another', async () => {
    await importFile('real.csv', licenceCells(61));
    const { name } = inventedAgency(61);
    const { id } = await advertise(name, 1, 'jing', inventedAgency(62).code);
    expect(await standingOf(id)).toEqual(['unknown', 'not_in_register']);
  });

  test('proposes licences of nearly the same name to a person', async () => {
    await importFile('near.csv', licenceCells(71, { name: '武汉市瑞蕴达人力资源服务有限责任公司' }));
    const candidates = await findLicenceCandidates(world.database, '武汉瑞蕴达人力资源服务有限公司');
    expect(candidates.map(({ creditCode }) => creditCode)).toEqual([inventedAgency(71).code]);
    expect(await findLicenceCandidates(world.database, '人力资源服务有限公司')).toEqual([]);
  });
});
