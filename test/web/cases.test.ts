import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parseFacts } from '../../casework/cases/step-facts.js';
import { recordReview } from '../../casework/reviews/record-review.js';
import { caseFields } from '../../server/cases/fields.js';
import { readFacts } from '../../web/src/cases/read-facts.js';
import { seedPostings } from '../server/seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { pageFaults } from './page-faults.js';

describe('what is typed into the form of a step', () => {
  const typed = (values: Readonly<Record<string, string>>) => (name: string) => values[name];

  test('is the facts that casework reads, and what was left empty is left out', () => {
    const order = { document: '责改1号', demand: '删除', servedOn: '2026-03-02', dueOn: '2026-03-12' };
    expect(readFacts(caseFields.order_rectification, typed(order))).toEqual(order);
    expect(readFacts(caseFields.execute, typed({ paidYuan: '', revokedOn: '' }))).toEqual({});
    expect(
      parseFacts('execute', readFacts(caseFields.execute, typed({ paidYuan: '10901.09', paidOn: '2026-03-20' }))),
    ).toEqual({
      ...{ paidYuan: 10_901.09, paidOn: '2026-03-20' },
    });
  });

  test('names penalties with their amounts, and articles and receipts line by line', () => {
    const proposal = readFacts(
      caseFields.propose_penalty,
      typed({
        ...{ 'penalties.fine': 'yes', 'penalties.fine.amount': '20000', 'penalties.revocation': 'yes' },
        ...{ unlawfulIncomeYuan: '0', serious: 'yes', basis: ' 甲 \n\n乙' },
      }),
    );
    expect(parseFacts('propose_penalty', proposal)).toEqual({
      penalties: [{ kind: 'fine', amountYuan: 20_000 }, { kind: 'revocation' }],
      ...{ unlawfulIncomeYuan: 0, serious: true, basis: ['甲', '乙'] },
    });
    const recheck = readFacts(caseFields.recheck, typed({ findings: '已退', receipts: '张某，2026-03-09，收条1' }));
    expect(recheck).toEqual({
      ...{ corrected: false, findings: '已退' },
      receipts: [{ holder: '张某', receivedOn: '2026-03-09', document: '收条1' }],
    });
  });

  test('holds the record of a collective discussion, or none where nothing of it was typed', () => {
    const decision = { document: '罚1号', 'penalties.revocation': 'yes' };
    const facts = { document: '罚1号', penalties: [{ kind: 'revocation' }] };
    expect(readFacts(caseFields.decide, typed(decision))).toEqual(facts);
    const discussed = {
      ...{ 'discussion.heldOn': '2026-03-20', 'discussion.participants': '甲\n乙\n' },
      ...{ 'discussion.minutes': '记录1号', 'discussion.conclusion': '同意' },
    };
    const discussion = { heldOn: '2026-03-20', participants: ['甲', '乙'], minutes: '记录1号', conclusion: '同意' };
    expect(parseFacts('decide', readFacts(caseFields.decide, typed({ ...decision, ...discussed })))).toEqual({
      ...facts,
      discussion,
    });
  });
});

describe('the pages of cases', () => {
  const patience = { timeout: 15_000 };
  let browser: Browser;
  let served: ServedDatabase;
  let officer: LoggedIn;
  let supervisor: LoggedIn;
  let postingId: string;
  const contexts: BrowserContext[] = [];

  async function enter(person: LoggedIn, path: string): Promise<Page> {
    const context = await takeContext(browser, { viewport: { width: 1366, height: 768 } });
    contexts.push(context);
    await enterBrowser(context, served.url, person);
    const page = await context.newPage();
    await page.goto(served.url + path);
    return page;
  }

  beforeAll(async () => {
    const webFolder = await builtPage();
    [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
    const seeded = await seedPostings(served.db, served.screenshotSha256, served.body);
    officer = await served.logIn('reviewer', 'hubei');
    supervisor = await served.logIn('supervisor', 'hubei');
    const posting = await served.db.posting.findFirstOrThrow({
      where: { agencyId: { not: null }, id: { not: seeded.hostileId } },
      include: { versions: true },
    });
    postingId = posting.id;
    for (const { userId, sessionId } of [officer, supervisor]) {
      const { name, credentialNumber, role } = await served.db.user.findUniqueOrThrow({ where: { id: userId } });
      const session = { id: sessionId, person: { id: userId, name, credentialNumber, role } };
      const postingVersionId = posting.versions[0]?.id ?? '';
      const review = { postingVersionId, decision: 'confirmed', categories: [], articles: [], note: '' } as const;
      await recordReview(served.db, session, review, new Date());
    }
  }, 240_000);
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await browser?.close();
    await served?.close();
  });

  it('take a case from the clue to its filing by two persons, with deadlines and articles in full', async () => {
    const page = await enter(officer, `/cases?posting=${postingId}`);
    await page.getByLabel('线索来源').fill('平台巡查');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('heading', { name: '进程：已登记' }).waitFor(patience);
    await page.getByRole('button', { name: '开始初查', exact: true }).click();
    await page.getByRole('button', { name: '提交：开始初查' }).click();
    await page.getByRole('heading', { name: '进程：初查中' }).waitFor(patience);
    await page.getByRole('button', { name: '立案', exact: true }).click();
    await page.getByRole('button', { name: '提交：立案' }).click();
    await page.getByRole('heading', { name: '待第二人确认：立案' }).waitFor(patience);
    expect(await page.getByRole('button', { name: '确认', exact: true }).isDisabled()).toBe(true);
    expect(await page.getByText('本人采取的步骤须由另一名执法人员确认').count()).toBe(1);

    const second = await enter(supervisor, new URL(page.url()).pathname);
    await second.getByRole('button', { name: '确认', exact: true }).click(patience);
    await second.getByRole('heading', { name: '进程：已立案' }).waitFor(patience);
    expect(await second.getByRole('region', { name: '期限' }).getByRole('row').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('第六十条'), expect.stringContaining('第十七条')]),
    );
    await second.getByText('先行责令改正，确定期限').click();
    expect(await second.getByText('拒不改正的，处1万元以上5万元以下的罚款').first().isVisible()).toBe(true);
    expect(await pageFaults(second)).toEqual([]);
  }, 60_000);

  it('show what is overdue in words, and a case to the auditor without a form', async () => {
    const { id } = await served.db.case.findFirstOrThrow({ where: { organisationId: 'hubei' } });
    await served.db.caseDeadline.updateMany({ where: { caseId: id, kind: 'decision' }, data: { dueOn: '2026-01-05' } });
    const auditor = await served.logIn('auditor', 'hubei');
    const page = await enter(auditor, '/cases');
    await page.getByText('作出决定，2026-01-05 届满（已逾期）').waitFor(patience);
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('heading', { name: '进程：已立案' }).waitFor(patience);
    expect(await page.getByRole('region', { name: '下一步' }).count()).toBe(0);
  }, 60_000);

  it('show what may be added to a fine that is late, and ask for the collective discussion of a decision', async () => {
    const at = new Date();
    const { id: caseId } = await served.db.case.create({
      data: {
        ...{ organisationId: 'hubei', year: 2026, number: 900, path: 'advertising', subjectName: '某机构' },
        ...{ state: 'served', registeredAt: at },
      },
    });
    const { id: stepId } = await served.db.caseStep.create({
      data: {
        ...{ caseId, number: 1, action: 'decide', fromState: 'notified', toState: 'decided' },
        ...{
          facts: { document: '罚1号', penalties: [{ kind: 'fine', amountYuan: 20_000 }] },
          occurredOn: '2026-01-05',
        },
        ...{ needsSecond: false, userId: officer.userId, sessionId: officer.sessionId, recordedAt: at },
        by: { id: officer.userId, name: '李办案', credentialNumber: '', role: 'reviewer' },
      },
    });
    await served.db.caseDeadline.create({
      data: { caseId, kind: 'payment', stepId, startedOn: '2026-01-05', dueOn: '2026-01-20', basis: '第七十二条' },
    });
    const page = await enter(officer, `/cases/${caseId}`);
    const late = page.getByRole('region', { name: '逾期罚款' });
    await late.getByText('20,000 元，已达到罚款的数额，不再增加').waitFor(patience);
    await late.getByText('《中华人民共和国行政处罚法》第七十二条').click();
    expect(await late.getByText('每日按罚款数额的百分之三加处罚款').isVisible()).toBe(true);
    await served.db.case.update({ where: { id: caseId }, data: { state: 'notified' } });
    await page.reload();
    await page.getByRole('button', { name: '作出处罚决定', exact: true }).click(patience);
    const discussion = page.getByRole('group', { name: '集体讨论' });
    await discussion.getByLabel('讨论日期').fill('2026-01-04');
    await discussion.getByLabel(/参加的负责人/).fill('甲');
    await discussion.getByLabel('讨论记录').fill('记录1号');
    await discussion.getByLabel('结论').fill('同意');
    await page.getByLabel('文书号').fill('罚2号');
    await page.getByLabel('吊销许可证', { exact: true }).check();
    await page.getByRole('button', { name: '提交：作出处罚决定' }).click();
    await page.getByText('“集体讨论”没有填写，或者填写得不正确。').waitFor(patience);
    expect(await pageFaults(page)).toEqual([]);
  }, 60_000);
});
