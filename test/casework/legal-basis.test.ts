import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findLegalBasis } from '../../casework/legal-basis/find-legal-basis.js';
import { grantLegalBasis } from '../../casework/legal-basis/grant-legal-basis.js';
import { listLegalBases } from '../../casework/legal-basis/list-legal-bases.js';
import { revokeLegalBasis } from '../../casework/legal-basis/revoke-legal-basis.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { Database } from '../../prisma/open-database.js';
import { createTestDatabase } from '../prisma/test-database.js';

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ db: database, close } = await createTestDatabase());
  for (const id of ['jing', 'chu'])
    await database.platform.create({ data: { id, name: id, organisationId: 'default' } });
});
afterEach(() => close());

const now = new Date('2026-11-23T04:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const order = {
  platformId: 'jing',
  basis: '《人力资源市场暂行条例》第三十四条，鄂人社监〔2026〕1号',
  grantedBy: '监察科 王某',
  validUntil: inDays(30),
};
const grant = (more: Partial<typeof order> = {}, at = now) => grantLegalBasis(database, { ...order, ...more }, at);
const valid = (at: Date, platformId = 'jing') => findLegalBasis(database, platformId, at);
const kinds = async () =>
  (await database.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } })).map(({ kind }) => kind);

describe('a legal basis', () => {
  test('is valid from its grant to its end, for its platform alone, and in the ledger', async () => {
    const id = await grant();
    expect(await valid(now)).toEqual({ id, basis: order.basis, validUntil: order.validUntil });
    expect(await valid(inDays(-1))).toBeUndefined();
    expect(await valid(new Date(inDays(30).getTime() - 1))).toMatchObject({ id });
    expect(await valid(inDays(30))).toBeUndefined();
    expect(await valid(now, 'chu')).toBeUndefined();
    expect(await kinds()).toEqual(['legal_basis.granted']);
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });

  test('ends when it is revoked, and still held before', async () => {
    const id = await grant();
    expect(await revokeLegalBasis(database, { platformId: 'jing', revokedBy: '王某' }, inDays(2))).toBe(id);
    expect(await valid(inDays(1))).toMatchObject({ id });
    expect(await valid(inDays(2))).toBeUndefined();
    await expect(
      revokeLegalBasis(database, { platformId: 'jing', revokedBy: '王某' }, inDays(3)),
    ).rejects.toMatchObject({
      code: 'legal_basis_missing',
    });
    expect(await kinds()).toEqual(['legal_basis.granted', 'legal_basis.revoked']);
    expect(await listLegalBases(database, 'jing')).toMatchObject([{ revokedBy: '王某', captures: 0 }]);
  });

  test.each([
    [{ basis: '  ' }, 'legal_basis_text'],
    [{ basis: '一\n二' }, 'legal_basis_text'],
    [{ basis: '字'.repeat(501) }, 'legal_basis_text'],
    [{ grantedBy: '' }, 'legal_basis_text'],
    [{ validUntil: now }, 'legal_basis_end'],
    [{ validUntil: inDays(366) }, 'legal_basis_end'],
    [{ validUntil: new Date(Number.NaN) }, 'legal_basis_end'],
  ])('of %o is refused, and nothing is stored', async (more, code) => {
    await expect(grant(more)).rejects.toMatchObject({ name: 'InputError', code });
    expect(await database.legalBasis.count()).toBe(0);
    expect(await kinds()).toEqual([]);
  });

  test('may last a year to the day', async () => {
    await grant({ validUntil: inDays(365) });
    expect(await valid(inDays(364))).toBeDefined();
  });

  test('is one at a time, however many grant at once', async () => {
    const grants = await Promise.allSettled([grant(), grant(), grant()]);
    expect(grants.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(grants.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'legal_basis_valid' } });
    expect(await database.legalBasis.count()).toBe(1);
    await grant({ validUntil: inDays(60) }, inDays(31));
    expect(await database.legalBasis.count()).toBe(2);
  });

  test('names who revokes it', async () => {
    await grant();
    await expect(revokeLegalBasis(database, { platformId: 'jing', revokedBy: ' ' }, now)).rejects.toMatchObject({
      code: 'legal_basis_text',
    });
    expect(await valid(now)).toBeDefined();
  });
});
