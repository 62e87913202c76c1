import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmCapture } from '../../../casework/captures/confirm-capture.js';
import { proposeLateFine } from '../../../casework/cases/late-fine.js';
import { readCase } from '../../../casework/cases/read-case.js';
import { addDays, calendarDaysAfter, workingDaysAfter } from '../../../casework/cases/working-days.js';
import { shanghaiDay } from '../../../casework/figures/shanghai-calendar.js';
import { monthAfter } from '../../../casework/reports/month-name.js';
import { readMonth } from '../../../casework/reports/read-month.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import type { CaseAction } from '../../../contracts/case.js';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { type BrowserFetcher, createBrowserFetcher } from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { createHttpFetcher } from '../../../crawler/fetch/http-fetch.js';
import { exportPackage } from '../../../evidence/export/export-package.js';
import { openKeys } from '../../../evidence/keys.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { storePlatform } from '../../../queue/platforms.js';
import { startCrawlRun } from '../../../queue/start-crawl-run.js';
import { page } from '../../crawler/fetch/local-server.js';
import { verify } from '../../evidence/negative/exported-package.js';
import {
  type CrawlWorld,
  drain,
  hasChromium,
  listPage,
  openCrawlWorld,
  smallPlatform,
  userAgent,
} from '../../queue/crawl-world.js';
import { type Casework, confirmPostings, discussionOn, openCasework } from './case-world.js';

const hasBrowser = hasChromium('whole cases');
const dayMilliseconds = 86_400_000;
const article43 = '《人力资源市场暂行条例》第四十三条';

/** Three agencies, each with an advertisement on the platform. */
const rentals = {
  '/corrects': [
    '江汉甲人力资源有限公司',
    '急收一级建造师市政，初始三年一付，年付3.2万，证章自管不坐班，社保可不转，加微信 guaz0001。',
  ],
  '/refuses': [
    '江汉乙人力资源有限公司',
    '高价收注册岩土工程师，转注两年，二十万一次付清，不用到岗，无需坐班，唯一社保可停，电话 13800000002。',
  ],
  '/serious': [
    '江汉丙人力资源有限公司',
    '长期大量收二建机电带B证，挂靠资质升级用，一年一万五，人不用来，押证三年，先款后证，加 guaz0003。',
  ],
} as const;
const detail = ([agency, text]: readonly [string, string]) =>
  page(`<h1>高价收证，不坐班</h1><p class="agency">${agency}</p><p class="text">${text}</p>`);

describe.skipIf(!hasBrowser)('three cases from the advertisement to the archive', () => {
  let world: CrawlWorld;
  let casework: Casework;
  let officer: Decider;
  let second: Decider;
  let supervisor: Decider;
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const today = () => shanghaiDay(now());
  const goTo = (day: string) => {
    ahead += Date.parse(`${day}T04:00:00Z`) - now().getTime();
  };
  const cases = new Map<string, { id: string; postingId: string; number: string }>();
  const caseOf = (path: keyof typeof rentals) => {
    const found = cases.get(path);
    if (found === undefined) throw new Error(`there is no case of ${path}`);
    return found;
  };
  /** What fetches goes by the moved clock, too: when an advertisement was first seen decides. */
  const fetching = () => ({
    ...{ guard: createAddressGuard({ allow: [], hosts: world.hosts }), blobs: world.blobs, userAgent, clock: { now } },
  });
  let http: ReturnType<typeof createHttpFetcher>;
  let browser: BrowserFetcher;
  const worker = () => Object.assign(world.worker('worker'), { ahead, http });
  async function crawl(): Promise<void> {
    const { id: platformId } = await storePlatform(world.database, smallPlatform(), 'small.yaml', now());
    const { jobs } = await world.database.$transaction((transaction) =>
      startCrawlRun(transaction, { platformId, startedBy: 'command', now: now() }),
    );
    await drain(worker(), jobs);
  }
  const step = (id: string, action: CaseAction, facts: object, by = officer, confirmedBy = second) =>
    casework.both(by, confirmedBy, id, action, facts);
  const readOf = (path: keyof typeof rentals) => readCase(world.database, caseOf(path).id, ['default']);

  async function person(name: string, role: 'reviewer' | 'supervisor'): Promise<Decider> {
    const credentialNumber = `鄂-${name}`;
    const user = await world.database.user.create({
      data: {
        organisationId: 'default',
        username: name,
        name,
        role,
        credentialNumber,
        email: `${name}@guazheng.invalid`,
      },
    });
    const session = await world.database.userSession.create({
      data: { userId: user.id, origin: 'page', startedAt: now() },
    });
    return { id: session.id, person: { id: user.id, name, credentialNumber, role }, jurisdiction: ['default'] };
  }

  /** The newest full capture of a case, confirmed by both officers. */
  async function confirmedCapture(path: keyof typeof rentals): Promise<{ id: string; comparison: string }> {
    const capture = await world.database.fullCapture.findFirstOrThrow({
      where: { order: { postingId: caseOf(path).postingId, reason: 'rectification', clueNumber: caseOf(path).number } },
      orderBy: { id: 'desc' },
    });
    for (const person of [officer, second])
      await confirmCapture(world.database, person, { fullCaptureId: capture.id, note: '' }, now());
    return capture;
  }

  async function exported(path: keyof typeof rentals): Promise<unknown> {
    const file = join(world.folder, `${path.slice(1)}.wacz`);
    const { standing } = await exportPackage(
      { ...world, keys: await openKeys(join(world.folder, 'keys')), clock: { now } },
      {
        ...{ postingId: caseOf(path).postingId, file, by: null, timestampAuthorities: [], print: null },
        ...{ software: { name: 'guazheng-watch', version: '0.1' }, verifierPage: Buffer.from('<!doctype html>') },
        ...{ ledgerHeadsFolder: join(world.folder, 'heads'), becauseSealed: async () => undefined },
        onStep: () => undefined,
      },
    );
    const { result } = await verify(await readFile(file), { trustAnchors: [] });
    return { standing, result };
  }

  /** From a clue to an order to correct that gives ten days. */
  beforeAll(async () => {
    world = await openCrawlWorld();
    http = createHttpFetcher(fetching());
    const executablePath = (await findChromium(process.env)) ?? '';
    const decisions = { record: async () => undefined };
    browser = createBrowserFetcher({ ...fetching(), decisions, executablePath, stateFolder: world.folder });
    casework = openCasework(world.database, now);
    [officer, second, supervisor] = await Promise.all([
      ...[person('甲', 'reviewer'), person('乙', 'reviewer'), person('丙', 'supervisor')],
    ] as const);
    world.routes['/jobs'] = page(listPage(Object.keys(rentals)));
    for (const [path, rental] of Object.entries(rentals)) world.routes[path] = detail(rental);
    await crawl();
    for (const [path, [agency]] of Object.entries(rentals)) {
      const {
        id: postingId,
        versions,
        band,
      } = await world.database.posting.findFirstOrThrow({
        where: { url: `http://small.test${path}` },
        include: { versions: true },
      });
      expect(band, path).toBe('flagged');
      await confirmPostings(world.database, [{ versionId: versions[0]?.id ?? '' }], [officer, second], now());
      const { id, year, number } = await casework.register(officer, [postingId], 'advertising', agency);
      cases.set(path, { id, postingId, number: `〔${year}〕${number}号` });
      await step(id, 'begin_inquiry', {});
      await step(id, 'file', {}, officer, supervisor);
      await step(id, 'investigate', { what: '询问负责人，查阅服务台账' });
      const dueOn = shanghaiDay(new Date(now().getTime() + 10 * dayMilliseconds));
      const order = { document: `责改${number}号`, demand: '删除挂证广告', servedOn: today(), dueOn };
      expect(await step(id, 'order_rectification', order)).toBe('rectifying');
    }
    // Five days later one advertisement is gone; another went too and came back under another address.
    ahead += 5 * dayMilliseconds;
    world.routes['/again'] = detail(rentals['/refuses']);
    world.routes['/jobs'] = page(listPage(['/again', '/serious']));
    for (const path of ['/corrects', '/refuses'])
      world.routes[path] = (_request, response) => void response.writeHead(404).end('<h1>页面不存在</h1>');
    await crawl();
    ahead += 3 * dayMilliseconds;
    await crawl();
    // The period is over.
    ahead += 3 * dayMilliseconds;
    const withBrowser = Object.assign(worker(), { fullCapture: { fetch: browser.capture } });
    await drain(withBrowser, casework.jobs.splice(0));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await http?.close();
    await world?.close();
  });

  test('corrected in time: the recapture finds it gone, and the case is closed without a penalty', async () => {
    const { id } = caseOf('/corrects');
    expect(await confirmedCapture('/corrects')).toMatchObject({ comparison: 'gone' });
    const { refusal } = await readOf('/corrects');
    expect(refusal).toMatchObject({
      speaksForRefusal: false,
      relisted: [],
      postings: [{ comparison: 'gone', isBack: false }],
    });
    await step(id, 'recheck', { corrected: true, findings: '广告已删除，未发现重新发布' });
    await expect(step(id, 'find_refusal', { findings: '无' })).rejects.toMatchObject({ code: 'was_corrected' });
    await step(id, 'accept_correction', {});
    await step(id, 'close', {});
    expect(await step(id, 'archive', { archiveNumber: '卷1' })).toBe('archived');
    const { found } = await readOf('/corrects');
    expect(found.deadlines.map(({ kind, metAt }) => [kind, metAt !== null])).toEqual([
      ...[
        ['filing', true],
        ['investigation', true],
        ['decision', true],
        ['rectification', true],
      ],
    ]);
    expect(await exported('/corrects')).toEqual({ standing: 'evidence', result: 'valid but untimestamped' });
  });

  test('refused: an advertisement that came back under another address counts, and is fined within the article', async () => {
    const { id, postingId } = caseOf('/refuses');
    expect(await confirmedCapture('/refuses')).toMatchObject({ comparison: 'gone' });
    const again = await world.database.posting.findFirstOrThrow({ where: { url: 'http://small.test/again' } });
    expect(again.relistedFromId).toBe(postingId);
    const { refusal } = await readOf('/refuses');
    expect(refusal.speaksForRefusal).toBe(true);
    expect(refusal.relisted).toMatchObject([
      { postingId: again.id, reasons: expect.arrayContaining(['relisted', 'agency']) },
    ]);
    const propose = (amountYuan: number) =>
      step(id, 'propose_penalty', {
        ...{ penalties: [{ kind: 'fine', amountYuan }], unlawfulIncomeYuan: 0, serious: false, basis: [article43] },
      });
    await step(id, 'recheck', { corrected: false, findings: '删除后换地址重新发布' });
    await expect(step(id, 'accept_correction', {})).rejects.toMatchObject({ code: 'not_corrected' });
    await step(id, 'find_refusal', { findings: '责令改正后换地址重新发布相同广告' });
    const { penalty } = await readOf('/refuses');
    expect(penalty.proposals.find((proposal) => proposal.id === 'refusal')).toMatchObject({
      fine: { leastYuan: 10_000, mostYuan: 50_000 },
      basis: [{ citation: article43, text: expect.stringContaining('拒不改正') }],
    });
    await expect(propose(60_000)).rejects.toMatchObject({ code: 'fine_out_of_range' });
    await propose(20_000);
    const review = { agreed: true, opinion: '同意' };
    await expect(step(id, 'review_legality', review, officer)).rejects.toMatchObject({ code: 'same_person' });
    await step(id, 'review_legality', review, supervisor);
    await step(id, 'notify', { document: '罚告1号', servedOn: today(), hearingRights: false });
    const decide = (amountYuan: number) =>
      step(id, 'decide', { document: '罚1号', penalties: [{ kind: 'fine', amountYuan }] }, officer, supervisor);
    await expect(decide(30_000)).rejects.toMatchObject({ code: 'penalty_beyond_notice' });
    expect(await decide(20_000)).toBe('decided');
    await step(id, 'serve', { servedOn: today(), manner: '直接送达' });
    const payment = (await readOf('/refuses')).found.deadlines.find(({ kind }) => kind === 'payment');
    expect(payment?.dueOn).toBe(calendarDaysAfter(today(), 15));
    await expect(step(id, 'execute', {})).rejects.toMatchObject({ code: 'payment_missing' });
    expect(proposeLateFine((await readOf('/refuses')).found, payment?.dueOn ?? '')).toBeNull();
    expect(proposeLateFine((await readOf('/refuses')).found, addDays(payment?.dueOn ?? '', 3))).toMatchObject({
      ...{ fineYuan: 20_000, days: 3, dailyYuan: 600, addedYuan: 1_800, isCapped: false },
      basis: [{ text: expect.stringContaining('百分之三') }, { text: expect.stringContaining('不予计算') }],
    });
    await expect(step(id, 'execute', { paidYuan: 20_600, addedFineYuan: 600, paidOn: today() })).rejects.toMatchObject({
      code: 'added_fine_unfounded',
    });
    await step(id, 'execute', { paidYuan: 20_000 });
    expect(proposeLateFine((await readOf('/refuses')).found, '2099-01-01')).toBeNull();
    await step(id, 'publish', { publishedOn: today(), where: '本机关网站' });
    await step(id, 'close', {});
    expect(await step(id, 'archive', { archiveNumber: '卷2' })).toBe('archived');
    expect(await exported('/refuses')).toEqual({ standing: 'evidence', result: 'valid but untimestamped' });
  });

  test('serious: unchanged after the period, heard, and the licence revoked', async () => {
    const { id } = caseOf('/serious');
    expect(await confirmedCapture('/serious')).toMatchObject({ comparison: 'unchanged' });
    expect((await readOf('/serious')).refusal.postings).toMatchObject([{ comparison: 'unchanged', confirmations: 2 }]);
    await step(id, 'recheck', { corrected: false, findings: '广告仍在发布' });
    await step(id, 'find_refusal', { findings: '期满未删除' });
    const revocation = { penalties: [{ kind: 'revocation' }], unlawfulIncomeYuan: 0, basis: [article43] };
    await expect(step(id, 'propose_penalty', { ...revocation, serious: false })).rejects.toMatchObject({
      code: 'not_serious',
    });
    await step(id, 'propose_penalty', { ...revocation, serious: true });
    await step(id, 'review_legality', { agreed: true, opinion: '同意' }, supervisor);
    const notice = { document: '罚告2号', servedOn: today(), hearingRights: true };
    await expect(step(id, 'notify', { ...notice, hearingRights: false })).rejects.toMatchObject({
      code: 'hearing_rights_missing',
    });
    await step(id, 'notify', notice);
    const decision = { document: '罚2号', penalties: [{ kind: 'revocation' }] };
    await expect(step(id, 'decide', decision, officer, supervisor)).rejects.toMatchObject({
      code: 'hearing_period_running',
    });
    const noticedOn = today();
    await step(id, 'request_hearing', { requestedOn: noticedOn });
    const hearing = { noticedOn, presiding: '法制机构负责人', minutes: '当事人陈述申辩' };
    goTo(workingDaysAfter(noticedOn, 6));
    await expect(step(id, 'hold_hearing', { ...hearing, heldOn: today() })).rejects.toMatchObject({
      code: 'hearing_too_soon',
    });
    goTo(workingDaysAfter(noticedOn, 7));
    await expect(step(id, 'hold_hearing', { ...hearing, heldOn: today(), presiding: '乙' })).rejects.toMatchObject({
      code: 'presiding_investigator',
    });
    await step(id, 'hold_hearing', { ...hearing, heldOn: today() });
    await expect(step(id, 'decide', decision, officer, supervisor)).rejects.toMatchObject({
      code: 'discussion_missing',
    });
    const discussedOn = (heldOn: string) => ({ ...decision, discussion: discussionOn(heldOn) });
    await expect(step(id, 'decide', discussedOn(noticedOn), officer, supervisor)).rejects.toMatchObject({
      code: 'discussion_day',
    });
    expect(await step(id, 'decide', discussedOn(today()), officer, supervisor)).toBe('decided');
    await step(id, 'serve', { servedOn: today(), manner: '留置送达' });
    await expect(step(id, 'execute', {})).rejects.toMatchObject({ code: 'revocation_missing' });
    await step(id, 'execute', { revokedOn: today() });
    await step(id, 'publish', { publishedOn: today(), where: '本机关网站' });
    await step(id, 'close', {});
    expect(await step(id, 'archive', { archiveNumber: '卷3' })).toBe('archived');
    expect((await readOf('/serious')).found.deadlines.some(({ kind }) => kind === 'payment')).toBe(false);
    expect(await exported('/serious')).toEqual({ standing: 'evidence', result: 'valid but untimestamped' });
    expect(await verifyLedger(world.database, { blobs: world.blobs })).toMatchObject({ ok: true });
  });

  test('all three: the tables of the months that they lived through say what was done, and by which steps', async () => {
    const first = shanghaiDay(new Date(now().getTime() - ahead)).slice(0, 7);
    const figures = { agencies_investigated: 3, agencies_ordered: 3, agencies_penalised: 2, agencies_revoked: 1 };
    const counted = new Map<string, string[]>();
    for (let month = first; month <= today().slice(0, 7); month = monthAfter(month)) {
      const { figures: table } = await readMonth(world.database, { organisationId: 'default', month }, now());
      for (const key of Object.keys(figures))
        counted.set(key, [...(counted.get(key) ?? []), ...(table.rows[0]?.cells[key]?.members ?? [])]);
    }
    expect(Object.fromEntries([...counted].map(([key, members]) => [key, members.length]))).toEqual(figures);
    const revoked = await world.database.caseStep.findMany({
      where: { id: { in: counted.get('agencies_revoked') ?? [] } },
    });
    expect(revoked).toMatchObject([{ caseId: caseOf('/serious').id, action: 'decide' }]);
  });
});
