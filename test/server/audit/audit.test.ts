import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuditEntryList,
  auditEntry,
  auditEntryList,
  auditPeople,
  ledgerState,
  type Verification,
  verification,
} from '../../../contracts/api/audit.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { sealLedger } from '../../../evidence/ledger/seal-ledger.js';
import { Prisma } from '../../../prisma/open-database.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';
import { createReviewWorld, type JudgedPosting } from '../supervision/review-world.js';

let served: ServedDatabase;
let auditor: LoggedIn;
let beside: LoggedIn;
let above: LoggedIn;
let li: { userId: string; sessionId: string };
let foreigner: { userId: string; sessionId: string };
let own: JudgedPosting;
let foreign: JudgedPosting;

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

async function enter(kind: string, subjectId: string, at: Date, subjectSha256 = sha256(subjectId)): Promise<void> {
  await served.db.$transaction((transaction) =>
    appendLedgerEntries(transaction, [{ kind, subjectId, subjectSha256 }], at),
  );
}

/** Somebody who was logged in before the ledger began. */
async function addReader(name: string, organisationId: string): Promise<{ userId: string; sessionId: string }> {
  const person = { organisationId, username: name, name, role: 'reviewer', email: `${name}@guazheng.invalid` };
  const { id: userId } = await served.db.user.create({ data: person });
  const { id: sessionId } = await served.db.userSession.create({
    data: { userId, origin: 'page', startedAt: new Date('2026-11-01T00:00:00Z') },
  });
  return { userId, sessionId };
}

async function search(person: LoggedIn, query: Record<string, string> = {}): Promise<AuditEntryList> {
  const response = await person.get(`/api/audit/entries?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return auditEntryList.parse(await response.json());
}

async function verify(person: LoggedIn): Promise<Extract<Verification, { state: 'finished' }>> {
  expect((await person.send('POST', '/api/audit/verify')).status).toBe(200);
  const read = async (): Promise<Verification> =>
    verification.parse(await (await person.get('/api/audit/verification')).json());
  await expect.poll(async () => (await read()).state, { timeout: 20_000 }).toBe('finished');
  const found = await read();
  if (found.state !== 'finished') throw new Error('the check is not finished');
  return found;
}

beforeAll(async () => {
  served = await serveDatabase();
  const world = await createReviewWorld(served.db);
  [li, foreigner] = [await addReader('li', 'city'), await addReader('foreigner', 'beside')];
  const at = new Date('2026-11-01T02:00:00Z');
  own = await world.addPosting('city', 'flagged', at, { title: '=1+1 一级建造师13812341234', isJudged: false });
  foreign = await world.addPosting('beside', 'flagged', at, { isJudged: false });
  // Entries whose rows the check does not compare, so that the ledger holds.
  await enter('session.opened', li.sessionId, new Date('2026-11-02T02:00:00Z'));
  await enter('session.opened', foreigner.sessionId, new Date('2026-11-03T02:00:00Z'));
  await enter('retention.held', own.postingId, new Date('2026-11-04T02:00:00Z'));
  await enter('retention.held', foreign.postingId, new Date('2026-11-05T02:00:00Z'));
  await enter('backup.made', 'backup-1', new Date('2026-11-06T02:00:00Z'));
  await enter('retention.held', 'deleted-long-ago', new Date('2026-11-07T02:00:00Z'));
  // What the record holds besides has its entry, or the ledger would not hold.
  for (const { id } of await served.db.capture.findMany())
    await enter('capture.stored', id, new Date('2026-11-08T02:00:00Z'), sha256('{}'));
  [auditor, beside, above] = [
    await served.logIn('auditor', 'city'),
    await served.logIn('auditor', 'beside'),
    await served.logIn('auditor', 'province'),
  ];
});
afterAll(async () => {
  await served?.close();
});

describe('the search', () => {
  it('tells the newest first, with names inside the jurisdiction and number, time and kind outside', async () => {
    const { entries, next } = await search(auditor, { to: '2026-11-08T00:00:00+08:00' });
    expect(next).toBeNull();
    expect(entries.map(({ kind, isElsewhere }) => [kind, isElsewhere])).toEqual([
      // Of whom it was cannot be told any more.
      ['retention.held', true],
      ['backup.made', false],
      ['retention.held', true],
      ['retention.held', false],
      ['session.opened', true],
      ['session.opened', false],
    ]);
    expect(entries[3]).toMatchObject({
      posting: { id: own.postingId, title: '=1+1 一级建造师138****1234' },
      platform: { id: 'platform-city' },
      person: null,
    });
    expect(entries[5]?.person).toMatchObject({ id: li.userId });
    expect(entries[2]).toEqual({
      ...{ sequence: '4', at: '2026-11-05T02:00:00.000Z', kind: 'retention.held', isElsewhere: true },
      ...{ subjectId: null, subjectSha256: null, hash: null, person: null, posting: null, platform: null },
    });
  });

  it('is the mirror image for the organisation beside, and shows the one above what is below', async () => {
    const { entries } = await search(beside, { to: '2026-11-08T00:00:00+08:00' });
    expect(entries.filter(({ isElsewhere }) => !isElsewhere).map(({ sequence }) => sequence)).toEqual(['5', '4', '2']);
    const province = await search(above, { to: '2026-11-08T00:00:00+08:00' });
    expect(province.entries.filter(({ isElsewhere }) => !isElsewhere).map(({ sequence }) => sequence)).toEqual([
      '5',
      '3',
      '1',
    ]);
  });

  it('finds the acts of a person, the history of a posting, a kind and a time', async () => {
    expect((await search(auditor, { person: li.userId })).entries.map(({ sequence }) => sequence)).toEqual(['1']);
    const history = (await search(auditor, { posting: own.postingId })).entries;
    expect(history.map(({ kind }) => kind)).toEqual(['capture.stored', 'retention.held']);
    expect((await search(auditor, { kind: 'backup.made' })).entries).toHaveLength(1);
    const days = { from: '2026-11-03T10:00:00+08:00', to: '2026-11-05T10:00:00+08:00' };
    expect((await search(auditor, days)).entries.map(({ sequence }) => sequence)).toEqual(['3', '2']);
    const both = { posting: own.postingId, kind: 'backup.made' };
    expect((await search(auditor, both)).entries).toEqual([]);
  });

  it('has nothing of a person or posting outside, as of one that is not there', async () => {
    for (const query of [{ person: foreigner.userId }, { posting: foreign.postingId }, { person: 'nobody' }])
      expect(await search(auditor, query)).toEqual({ entries: [], next: null });
    const { people } = auditPeople.parse(await (await auditor.get('/api/audit/people')).json());
    expect(people.map(({ id }) => id).sort()).toEqual([auditor.userId, li.userId].sort());
  });

  it('pages by the number of the entry without a gap or repetition while others append', async () => {
    for (let index = 0; index < 230; index++) await enter('backup.made', `page-${index}`, new Date());
    const first = await search(auditor, { kind: 'backup.made' });
    await enter('backup.made', 'page-later', new Date());
    const second = await search(auditor, { kind: 'backup.made', before: first.next ?? '' });
    const third = await search(auditor, { kind: 'backup.made', before: second.next ?? '' });
    expect(third.next).toBeNull();
    const subjects = [first, second, third].flatMap(({ entries }) => entries.map(({ subjectId }) => subjectId));
    expect(subjects).toEqual([...Array.from({ length: 230 }, (_, index) => `page-${229 - index}`), 'backup-1']);
  });

  it.each(['person=a%20b', 'kind=x', 'from=yesterday', 'before=0', 'before=-1', 'colour=red', 'kind=a.b&kind=c.d'])(
    'refuses %s',
    async (query) => {
      expect((await auditor.get(`/api/audit/entries?${query}`)).status).toBe(400);
    },
  );

  it.each(['reviewer', 'operator'] as const)('is not for a %s', async (role) => {
    const person = await served.logIn(role, 'city');
    for (const path of ['entries', 'ledger', 'people', 'verification'])
      expect((await person.get(`/api/audit/${path}`)).status).toBe(403);
    for (const path of ['verify', 'export'])
      expect((await person.send('POST', `/api/audit/${path}`, {})).status).toBe(403);
  });
});

describe('an export', () => {
  const send = (format: string, filter: object = {}) => auditor.send('POST', '/api/audit/export', { format, filter });

  it('as CSV holds the found entries and no formula', async () => {
    const response = await send('csv', { posting: own.postingId, kind: 'retention.held' });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    const rows: string[][] = parse(text, { bom: true });
    expect(rows).toHaveLength(2);
    expect(rows[1]).toContain("'=1+1 一级建造师138****1234");
    expect(rows[1]?.[0]).toBe('3');
  });

  it('as JSONL is one entry a line, the same that the search tells', async () => {
    const lines = (await (await send('jsonl', { to: '2026-11-08T00:00:00+08:00' })).text()).trimEnd().split('\n');
    const entries = lines.map((line) => auditEntry.parse(JSON.parse(line)));
    expect(entries).toEqual((await search(auditor, { to: '2026-11-08T00:00:00+08:00' })).entries);
    expect(entries.filter(({ isElsewhere }) => isElsewhere)).toHaveLength(3);
  });

  it('is an entry itself: of this person, with the hash of the file that was handed out', async () => {
    const response = await send('csv', { kind: 'session.opened' });
    const file = Buffer.from(await response.arrayBuffer());
    const [entry] = (await search(auditor, { kind: 'audit.exported', person: auditor.userId })).entries;
    expect(entry).toMatchObject({ subjectId: auditor.sessionId, subjectSha256: sha256(file) });
  });

  it('refuses a format or filter that it does not know', async () => {
    expect((await send('xlsx')).status).toBe(400);
    expect((await send('csv', { everything: true })).status).toBe(400);
  });
});

/** What only somebody with the database's own rights can do. */
const behindItsBack = (change: Prisma.Sql): Promise<unknown> =>
  served.db.$transaction(async (transaction) => {
    await transaction.$executeRawUnsafe('SET LOCAL session_replication_role = replica');
    await transaction.$executeRaw(change);
  });

describe('the check of the ledger', () => {
  const bad = () => verify(auditor).then(({ ok, firstBad }) => ({ ok, ...firstBad }));

  it('tells where the ledger stands', async () => {
    await sealLedger(served.db, new Date());
    const state = ledgerState.parse(await (await auditor.get('/api/audit/ledger')).json());
    const [last] = await served.db.ledgerEntry.findMany({ orderBy: { sequence: 'desc' }, take: 1 });
    expect(state.head).toMatchObject({ sequence: String(last?.sequence), hash: last?.hash });
    expect(state.seal).toMatchObject({ size: String(last?.sequence), timestamps: [] });
    expect(state.lastTimestamp).toBeNull();
  });

  it('finds that it holds, names who asked to those who may know, and is an entry itself', async () => {
    const result = await verify(auditor);
    expect(result).toMatchObject({ ok: true, firstBad: null });
    expect(result.entries).toBeGreaterThan(200);
    expect(result.byName).not.toBeNull();
    const seen = verification.parse(await (await beside.get('/api/audit/verification')).json());
    expect(seen).toMatchObject({ state: 'finished', ok: true, byName: null });
    const [entry] = (await search(auditor, { kind: 'ledger.verified' })).entries;
    expect(entry?.subjectId).toBe(auditor.sessionId);
    expect(await verify(auditor)).toMatchObject({ ok: true, entries: result.entries + 1 });
  });

  it('runs once at a time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => auditor.send('POST', '/api/audit/verify')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await expect
      .poll(async () => verification.parse(await (await auditor.get('/api/audit/verification')).json()).state, {
        timeout: 20_000,
      })
      .toBe('finished');
  });

  it('names the entry that was edited behind its back, and enters nothing into a chain that is broken', async () => {
    const size = await served.db.ledgerEntry.count();
    await behindItsBack(Prisma.sql`UPDATE "LedgerEntry" SET "kind" = 'retention.released' WHERE "sequence" = 4`);
    expect(await bad()).toEqual({ ok: false, sequence: 4, why: '内容与其哈希值不符，这一条被改动过' });
    expect(await served.db.ledgerEntry.count()).toBe(size);
    await behindItsBack(Prisma.sql`UPDATE "LedgerEntry" SET "kind" = 'retention.held' WHERE "sequence" = 4`);
    expect(await bad()).toEqual({ ok: true });
  });

  it('names what became of rows, of deleted entries and of a cut tail, in Chinese', async () => {
    await behindItsBack(Prisma.sql`UPDATE "Capture" SET "record" = '{"altered": true}'`);
    expect((await bad()).why).toBe('它所记载的数据与记载时不同，被改动过');
    await behindItsBack(Prisma.sql`UPDATE "Capture" SET "record" = '{}'`);

    const fifth = await served.db.ledgerEntry.findUniqueOrThrow({ where: { sequence: 5n } });
    await behindItsBack(Prisma.sql`DELETE FROM "LedgerEntry" WHERE "sequence" = 5`);
    expect(await bad()).toEqual({ ok: false, sequence: 5, why: '这一位置上出现的是第 6 条，原来的记录被删除或移动过' });
    await served.db.ledgerEntry.create({ data: fifth });

    await sealLedger(served.db, new Date());
    const size = await served.db.ledgerEntry.count();
    await behindItsBack(Prisma.sql`DELETE FROM "LedgerEntry" WHERE "sequence" = ${size}`);
    const cut = `记录缺失：存证链止于第 ${size - 1} 条，而库外保存的链头或封存记载有 ${size} 条，末尾被截去`;
    expect(await bad()).toEqual({ ok: false, sequence: size, why: cut });
  });
});
