import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOutcome } from '../../../casework/outcomes/record-outcome.js';
import { withdrawOutcome } from '../../../casework/outcomes/withdraw-outcome.js';
import { approvePublication, takeDownPublication } from '../../../casework/publication/answer-publication.js';
import { draftTypicalCase } from '../../../casework/publication/draft-typical-case.js';
import { listPublications } from '../../../casework/publication/list-publications.js';
import { preparePublication } from '../../../casework/publication/prepare-publication.js';
import { publicationFiles } from '../../../casework/publication/publication-files.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { csvText } from '../../../server/audit/csv-text.js';
import { type CaseworkWorld, identityNumber, noonOf, openCaseworkWorld } from '../outcomes/casework-world.js';

const agency = '楚才<b>甲</b>人力资源有限公司';

describe('what is published', () => {
  let world: CaseworkWorld;
  let [preparing, approving, other] = [] as unknown as [Decider, Decider, Decider];
  beforeAll(async () => {
    world = await openCaseworkWorld();
    preparing = await world.person('周拟稿');
    approving = await world.person('吴主管', 'supervisor');
    other = await world.person('郑外省', 'supervisor', 'elsewhere');
  });
  afterAll(() => world.close());

  const penalties = [{ kind: 'fine', amountYuan: 30_000 }];
  async function decidedCase(isServed = true): Promise<string> {
    const step = (action: string, occurredOn: string, facts: object, caseId?: string) =>
      world.step(preparing, {
        action,
        occurredOn,
        facts,
        subjectName: agency,
        ...(caseId === undefined ? {} : { caseId }),
      });
    const proposed = {
      penalties,
      unlawfulIncomeYuan: 0,
      serious: false,
      basis: ['《人力资源市场暂行条例》第四十三条'],
    };
    const { caseId } = await step('propose_penalty', '2026-03-02', proposed);
    await step('decide', '2026-03-10', { document: '鄂人社罚〔2026〕1号', penalties }, caseId);
    if (isServed) await step('serve', '2026-03-12', { servedOn: '2026-03-12', manner: '直接送达' }, caseId);
    return caseId;
  }
  const stateOn = async (id: string, day: string) =>
    (await listPublications(world.database, preparing, noonOf(day))).find((one) => one.id === id)?.state;
  const prepare = (request: Parameters<typeof preparePublication>[2], by = preparing) =>
    preparePublication(world.database, by, request, noonOf('2026-03-20'));
  const approve = (id: string, by = approving) =>
    approvePublication(world.database, by, { id, note: '' }, noonOf('2026-03-20'));

  test('is out from its first to its last day, once a supervisor who did not prepare it approved it', async () => {
    const caseId = await decidedCase();
    const id = await prepare({ kind: 'penalty', caseId, startsOn: '2026-04-01', endsOn: '2026-06-30' });
    expect(await stateOn(id, '2026-04-02')).toBe('prepared');
    await expect(approve(id, preparing)).rejects.toMatchObject({ code: 'role_insufficient' });
    await approve(id);
    expect(await stateOn(id, '2026-03-31')).toBe('approved');
    expect(await stateOn(id, '2026-04-01')).toBe('out');
    expect(await stateOn(id, '2026-06-30')).toBe('out');
    expect(await stateOn(id, '2026-07-01')).toBe('ended');
    await expect(approve(id)).rejects.toMatchObject({ code: 'publication_answered' });
    await takeDownPublication(world.database, preparing, { id, reason: '文号有误' }, noonOf('2026-04-03'));
    expect(await stateOn(id, '2026-04-04')).toBe('taken_down');
  });

  test('is approved by another officer than the one who prepared it, whatever account that one uses', async () => {
    const caseId = await decidedCase();
    const one = await world.person('冯两户', 'supervisor', 'province', 'E-777');
    const same = await world.person('冯两户', 'supervisor', 'province', 'E-777');
    const id = await prepare({ kind: 'penalty', caseId, startsOn: '2026-04-01', endsOn: '2026-06-30' }, one);
    await expect(approve(id, one)).rejects.toMatchObject({ code: 'same_person' });
    await expect(approve(id, same)).rejects.toMatchObject({ code: 'same_person' });
  });

  test('is no decision that was not served, nor one whose case is not seen', async () => {
    const days = { startsOn: '2026-04-01', endsOn: '2026-06-30' };
    const unserved = await decidedCase(false);
    await expect(prepare({ kind: 'penalty', caseId: unserved, ...days })).rejects.toMatchObject({
      code: 'publication_unlawful',
    });
    const caseId = await decidedCase();
    await expect(prepare({ kind: 'penalty', caseId, ...days }, other)).rejects.toMatchObject({ code: 'case_unknown' });
    await expect(
      prepare({ kind: 'penalty', caseId, startsOn: '2026-04-01', endsOn: '2026-03-31' }),
    ).rejects.toMatchObject({
      code: 'publication_unusable',
    });
  });

  test('is set aside when its case is withdrawn, and when its outcome is', async () => {
    const caseId = await decidedCase();
    const penalty = await prepare({ kind: 'penalty', caseId, startsOn: '2026-04-01', endsOn: '2026-06-30' });
    await approve(penalty);
    await world.database.case.update({ where: { id: caseId }, data: { state: 'withdrawn' } });
    expect(await stateOn(penalty, '2026-04-01')).toBe('set_aside');

    const outcomeId = await blacklisted('2029-03-31');
    const id = await prepare({ kind: 'blacklist', outcomeId, startsOn: '2026-04-01' });
    await approve(id);
    expect(await stateOn(id, '2029-03-31')).toBe('out');
    expect(await stateOn(id, '2029-04-01')).toBe('ended');
    await withdrawOutcome(world.database, preparing, { outcomeId, reason: '复核后撤销' }, noonOf('2026-05-01'));
    expect(await stateOn(id, '2026-05-02')).toBe('set_aside');
  });

  const blacklisted = (endsOn: string) =>
    recordOutcome(
      world.database,
      world.personalData,
      preparing,
      {
        ...{
          subjectKind: 'person',
          subjectName: '王某某',
          identityNumber,
          kind: 'blacklisted',
          authority: '某省住建厅',
        },
        ...{ document: '鄂建黑〔2026〕3号', decidedOn: '2026-03-01', endsOn, note: '' },
      },
      noonOf('2026-03-20'),
    );

  test('shows no identity number and does not outlast the record', async () => {
    const outcomeId = await blacklisted('2027-03-31');
    const id = await prepare({ kind: 'blacklist', outcomeId, startsOn: '2026-04-01' });
    const found = (await listPublications(world.database, preparing, noonOf('2026-04-01'))).find(
      (one) => one.id === id,
    );
    expect(found).toMatchObject({ endsOn: '2027-03-31', title: '王某某：建筑市场主体“黑名单”' });
    expect(JSON.stringify(found)).not.toContain(identityNumber);
    await expect(
      prepare({ kind: 'blacklist', outcomeId, startsOn: '2026-04-01', endsOn: '2027-04-01' }),
    ).rejects.toMatchObject({ code: 'publication_unlawful' });
    await expect(prepare({ kind: 'bad_conduct', outcomeId, startsOn: '2026-04-01' })).rejects.toMatchObject({
      code: 'publication_unlawful',
    });
  });

  test('names nobody where it is a typical case: the draft does not, and what a person adds is refused', async () => {
    const caseId = await decidedCase();
    const draft = await draftTypicalCase(world.database, preparing, caseId);
    expect(draft.text).toContain('罚款3万元');
    const days = { kind: 'typical_case', caseId, startsOn: '2026-04-01' } as const;
    for (const added of [
      agency,
      '楚才<B>甲</B>人力 资源有限公司',
      '电话13900000000',
      'QQ 12345',
      identityNumber,
      'ａ@b.cn',
    ])
      await expect(prepare({ ...days, title: draft.title, text: `${draft.text}${added}` })).rejects.toMatchObject({
        code: 'publication_names',
        words: [expect.any(String)],
      });
    await expect(prepare({ ...days, ...draft })).resolves.toEqual(expect.any(String));
  });

  test('leaves as page, CSV and JSON with what is out and nothing else, its text harmless', async () => {
    const caseId = await decidedCase();
    const id = await prepare({ kind: 'penalty', caseId, startsOn: '2028-01-01', endsOn: '2028-06-30' });
    await approve(id);
    const at = noonOf('2028-02-01');
    const files = publicationFiles(await listPublications(world.database, preparing, at), at, csvText);
    const [page, csv, json] = files.map(({ text }) => text);
    expect(page).toContain('楚才&lt;b&gt;甲&lt;/b&gt;人力资源有限公司行政处罚决定');
    expect(page).toContain('罚款 30,000 元');
    expect(page).not.toMatch(/<b>|<script/);
    expect(csv?.split('\r\n').length).toBeGreaterThan(1);
    const { publications } = JSON.parse(json ?? '');
    expect(publications).toContainEqual(expect.objectContaining({ kind: '行政处罚决定', endsOn: '2028-06-30' }));
    for (const text of [page, csv, json]) expect(text).not.toContain('周拟稿');
    expect(publications.every(({ startsOn }: { startsOn: string }) => startsOn <= '2028-02-01')).toBe(true);
  });

  test('is in the ledger with each answer', () => world.verify());
});
