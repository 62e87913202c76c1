import { v7 as newId } from 'uuid';
import { type LeadKind, leadKind } from '../../contracts/api/comparison.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database, Prisma, Transaction } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { caseNumber } from './case-record.js';
import { endStates } from './transitions.js';

/** What a case about registrations begins with. */
export interface Clues {
  /** Leads of comparisons, all about one unit. */
  readonly leadIds: readonly string[];
  /** A check on site of that unit. */
  readonly checkId?: string | undefined;
}

/** Leads that speak against somebody; the others say that it is cleared, unclear or no offence. */
const speaking = ['mismatch', 'multiple'];

/** As a register names it; the code is empty where it has none. */
export interface Unit {
  readonly unitName: string;
  readonly unitCode: string;
}

/**
 * The unit that clues are about, or null without any. Each speaks against it and is in no case that goes on, nor does a case about the
 * registrations of this unit; two who begin one at once are put in an order.
 *
 * @throws InputError `lead_unknown`, `on_site_unknown`, `units_differ`; RefusedError `lead_unfit`, `lead_in_case`, `on_site_unconfirmed`,
 *   `on_site_cleared`, `on_site_withdrawn`, `on_site_in_case`, `unit_in_case`
 */
export async function requireClues(
  transaction: Transaction,
  { leadIds, checkId }: Clues,
  jurisdiction: readonly string[],
): Promise<Unit | null> {
  const units = [
    ...(await requireLeads(transaction, leadIds, jurisdiction)),
    ...(checkId === undefined ? [] : [await requireCheck(transaction, checkId, jurisdiction)]),
  ];
  const [unit] = units;
  if (unit === undefined) return null;
  const { unitName, unitCode } = unit;
  if (units.some((other) => other.unitName !== unitName || other.unitCode !== unitCode))
    throw new InputError('units_differ', 'The leads are about several units; a case is against one.');
  await refuseSecondCase(transaction, { unitName, unitCode }, jurisdiction);
  return { unitName, unitCode };
}

/** Each comparison finds a unit anew; it is proceeded against once at a time. */
async function refuseSecondCase(
  transaction: Transaction,
  { unitName, unitCode }: Unit,
  jurisdiction: readonly string[],
): Promise<void> {
  // No row stands for a unit: the lock is on its name and code, until the transaction ends.
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${JSON.stringify([unitName, unitCode])}, 0))`;
  const other = await transaction.case.findFirst({
    where: {
      ...{ path: 'registration', subjectName: unitName, state: { notIn: [...endStates] } },
      ...{ creditCode: unitCode === '' ? null : unitCode, organisationId: { in: [...jurisdiction] } },
    },
    select: { year: true, number: true },
  });
  if (other !== null)
    throw new RefusedError(
      'unit_in_case',
      `The case ${caseNumber(other)} about the registrations of ${unitName} goes on; these clues belong to it.`,
    );
}

/** Of what began cases: those that go on. */
const inCase = {
  where: { case: { state: { notIn: [...endStates] } } },
  select: { case: { select: { year: true, number: true } } },
};

async function requireLeads(
  transaction: Transaction,
  leadIds: readonly string[],
  jurisdiction: readonly string[],
): Promise<readonly Unit[]> {
  const ids = [...new Set(leadIds)];
  if (ids.length === 0) return [];
  await transaction.$queryRaw`SELECT "id" FROM "ComparisonLead" WHERE "id" = ANY(${ids}) ORDER BY "id" FOR NO KEY UPDATE`;
  const leads = await transaction.comparisonLead.findMany({
    where: { id: { in: ids }, run: { organisationId: { in: [...jurisdiction] } } },
    select: { id: true, kind: true, unitName: true, unitCode: true, origins: inCase },
  });
  const missing = ids.find((id) => !leads.some((lead) => lead.id === id));
  if (missing !== undefined) throw new InputError('lead_unknown', `There is no lead ${missing}.`);
  for (const { id, kind, origins } of leads) {
    if (!speaking.includes(kind))
      throw new RefusedError('lead_unfit', `The lead ${id} (${kind}) speaks against nobody and begins no case.`);
    const [origin] = origins;
    if (origin !== undefined)
      throw new RefusedError(
        'lead_in_case',
        `The lead ${id} has begun the case ${caseNumber(origin.case)}, which goes on.`,
      );
  }
  return leads;
}

async function requireCheck(transaction: Transaction, id: string, jurisdiction: readonly string[]): Promise<Unit> {
  await transaction.$queryRaw`SELECT "id" FROM "OnSiteCheck" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  // Only now, when no other transaction changes it any more.
  const [check] = await transaction.$queryRaw<
    (Unit & { result: string } & Readonly<Record<'isConfirmed' | 'isWithdrawn' | 'hasCase', boolean>>)[]
  >`
    SELECT "unitName", "unitCode", "result",
           EXISTS (SELECT 1 FROM "OnSiteConfirmation" WHERE "checkId" = seen."id") AS "isConfirmed",
           EXISTS (SELECT 1 FROM "OnSiteWithdrawal" WHERE "checkId" = seen."id") AS "isWithdrawn",
           EXISTS (SELECT 1 FROM "CaseOrigin" origin JOIN "Case" found ON found."id" = origin."caseId"
                    WHERE origin."checkId" = seen."id" AND NOT found."state" = ANY(${[...endStates]}::text[])) AS "hasCase"
      FROM "OnSiteCheck" seen WHERE "id" = ${id} AND "organisationId" = ANY(${[...jurisdiction]}::text[])`;
  if (check === undefined) throw new InputError('on_site_unknown', `There is no check on site ${id}.`);
  if (check.isWithdrawn)
    throw new RefusedError('on_site_withdrawn', `The check on site ${id} was withdrawn and no longer counts.`);
  if (!check.isConfirmed)
    throw new RefusedError('on_site_unconfirmed', `The check on site ${id} waits for its second officer.`);
  if (check.result !== 'lead')
    throw new RefusedError('on_site_cleared', `The check on site ${id} cleared the unit and begins no case.`);
  if (check.hasCase)
    throw new RefusedError('on_site_in_case', `The check on site ${id} has begun a case that goes on.`);
  return check;
}

/** Notes what a case began with; the entries are the caller's to append. */
export async function addOrigins(
  transaction: Transaction,
  caseId: string,
  { leadIds, checkId }: Clues,
  addedAt: Date,
): Promise<readonly NewLedgerEntry[]> {
  const rows = [
    ...[...new Set(leadIds)].map((leadId) => ({ id: newId(), caseId, leadId, checkId: null })),
    ...(checkId === undefined ? [] : [{ id: newId(), caseId, leadId: null, checkId }]),
  ];
  await transaction.caseOrigin.createMany({ data: rows.map((row) => ({ ...row, addedAt })) });
  return rows.map((row) => rowEntry('case.originated', row, addedAt));
}

/** A lead or check that a case began with, as people see it. */
export interface ShownOrigin extends Unit {
  readonly kind: 'lead' | 'check';
  readonly id: string;
  /** Of a lead. */
  readonly runId: string | null;
  readonly leadKind: LeadKind | null;
  /** When the registers were compared, or the unit was checked. Calendar day in Asia/Shanghai. */
  readonly day: string;
  /** Why a check was taken back. */
  readonly withdrawn: string | null;
}

/** What a case began with; who sees the case sees these. */
export async function readOrigins(database: Database, caseId: string): Promise<ShownOrigin[]> {
  const unit = { id: true, unitName: true, unitCode: true } as const;
  const rows = await database.caseOrigin.findMany({
    where: { caseId },
    orderBy: { id: 'asc' },
    select: {
      lead: { select: { ...unit, kind: true, runId: true, run: { select: { comparedAt: true } } } },
      check: { select: { ...unit, checkedOn: true, withdrawal: { select: { reason: true } } } },
    },
  });
  return rows.flatMap(({ lead, check }): ShownOrigin[] => {
    if (lead !== null) {
      const { kind, run, ...named } = lead;
      return [
        { ...named, kind: 'lead', leadKind: leadKind.parse(kind), day: shanghaiDay(run.comparedAt), withdrawn: null },
      ];
    }
    if (check === null) return [];
    const { checkedOn, withdrawal, ...named } = check;
    const withdrawn = withdrawal?.reason ?? null;
    return [{ ...named, kind: 'check', runId: null, leadKind: null, day: checkedOn, withdrawn }];
  });
}

/** What is read of leads or checks to say which cases they began, the newest first. */
export const includedOrigins = {
  orderBy: { id: 'desc' },
  select: { leadId: true, case: { select: { id: true, organisationId: true, year: true, number: true, state: true } } },
} as const satisfies Prisma.CaseOriginFindManyArgs;

/** The newest case that a lead or check began, for who sees that case. */
export function begunCase(
  origins: readonly Prisma.CaseOriginGetPayload<typeof includedOrigins>[],
  jurisdiction: readonly string[],
): { id: string; number: string; hasEnded: boolean } | null {
  const newest = origins.find((origin) => jurisdiction.includes(origin.case.organisationId))?.case;
  if (newest === undefined) return null;
  return { id: newest.id, number: caseNumber(newest), hasEnded: endStates.includes(newest.state) };
}
