import type { z } from 'zod';
import { readOrigins } from '../../casework/cases/case-origins.js';
import {
  type CaseRecord,
  caseNumber,
  isEffective,
  personOf,
  type StepRecord,
} from '../../casework/cases/case-record.js';
import { describeDeadline } from '../../casework/cases/describe-deadline.js';
import { proposeLateFine } from '../../casework/cases/late-fine.js';
import { type CaseFilter, listCases } from '../../casework/cases/list-cases.js';
import { readCase } from '../../casework/cases/read-case.js';
import { transitions } from '../../casework/cases/transitions.js';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { decidingRoles } from '../../casework/users/roles.js';
import type { caseDetail, caseList } from '../../contracts/api/cases.js';
import { caseAction, casePath, caseState, limitKind } from '../../contracts/case.js';
import { discussionTerms, penaltyTerms } from '../../contracts/case-terms.js';
import type { Database } from '../../prisma/open-database.js';
import { maskContacts } from '../postings/mask-contacts.js';
import { RequestError } from '../request-error.js';
import type { Session } from '../session.js';
import { caseFields } from './fields.js';

/** A page of the cases of a person's jurisdiction. */
export async function readCaseList(
  db: Database,
  { jurisdiction }: Session,
  filter: CaseFilter,
  now: Date,
): Promise<z.input<typeof caseList>> {
  const { cases, next } = await listCases(db, jurisdiction, filter, now);
  return {
    cases: cases.map(({ path, state, registeredAt, deadlines, ...rest }) => ({
      ...{
        ...rest,
        path: casePath.parse(path),
        state: caseState.parse(state),
        registeredAt: registeredAt.toISOString(),
      },
      deadlines: deadlines.map((deadline) => ({ ...deadline, kind: limitKind.parse(deadline.kind) })),
    })),
    next,
  };
}

/** @throws RequestError 404 outside the person's jurisdiction */
export async function requireCase(db: Database, { jurisdiction }: Session, id: string): Promise<void> {
  const found = await db.case.findFirst({
    where: { id, organisationId: { in: [...jurisdiction] } },
    select: { id: true },
  });
  if (found === null) throw new RequestError(404, 'case_unknown', '没有这个案件。');
}

/** A case with what this person may do in it; RequestError 404 outside their jurisdiction. */
export async function readCaseDetail(
  db: Database,
  session: Session,
  id: string,
  now: Date,
): Promise<z.input<typeof caseDetail>> {
  await requireCase(db, session, id);
  const { found, next, refusal, penalty } = await readCase(db, id, session.jurisdiction);
  const { path: _, ...facts } = penalty.facts;
  const today = shanghaiDay(now);
  return {
    ...{ id, number: caseNumber(found), path: casePath.parse(found.path), state: caseState.parse(found.state) },
    ...{ subjectName: found.subjectName, creditCode: found.creditCode, agencyId: found.agencyId },
    suspendedFrom: found.suspendedFrom === null ? null : caseState.parse(found.suspendedFrom),
    ...{ pendingStepId: found.pendingStepId, registeredAt: found.registeredAt.toISOString() },
    closedAt: found.closedAt?.toISOString() ?? null,
    steps: found.steps.map((step) => describeStep(found, step, session)),
    deadlines: found.deadlines.map((row) => ({
      ...{ kind: limitKind.parse(row.kind), startedOn: row.startedOn, dueOn: row.dueOn, basis: row.basis },
      ...describeDeadline(row, today),
    })),
    postings: await readPostings(db, found),
    origins: await readOrigins(db, id),
    next: decidingRoles.includes(session.role)
      ? next.map(({ action, second }) => ({ action, second, fields: [...caseFields[action]] }))
      : [],
    refusal: {
      ...{ order: refusal.order, speaksForRefusal: refusal.speaksForRefusal },
      postings: refusal.postings.map(({ title, capturedAt, comparison, band: _band, ...posting }) => ({
        ...{ ...posting, title: maskContacts(title), capturedAt: capturedAt?.toISOString() ?? null },
        comparison: comparison as 'unchanged' | 'changed' | 'gone' | 'unreadable' | null,
      })),
      relisted: refusal.relisted.map(({ postingId, title, firstSeenAt, reasons }) => ({
        ...{ postingId, title: maskContacts(title), firstSeenAt: firstSeenAt.toISOString(), reasons: [...reasons] },
      })),
    },
    penalty: {
      ...{ facts, limit: penalty.limit, lateFine: lateFineOf(found, today) },
      proposals: penalty.proposals.map(({ basis, penalties, ...proposal }) => ({
        ...{ ...proposal, penalties: [...penalties], basis: [...basis] },
      })),
    },
  };
}

function lateFineOf(found: CaseRecord, today: string) {
  const proposed = proposeLateFine(found, today);
  return proposed === null ? null : { ...proposed, basis: [...proposed.basis] };
}

function describeStep(found: CaseRecord, step: StepRecord, session: Session) {
  const action = caseAction.parse(step.action);
  const { answer } = step;
  const by = personOf(step);
  return {
    ...{
      id: step.id,
      number: step.number,
      action,
      toState: caseState.parse(step.toState),
      occurredOn: step.occurredOn,
      note: step.note,
      by,
    },
    ...{ recordedAt: step.recordedAt.toISOString(), needsSecond: step.needsSecond },
    facts: factsInWords(action, step),
    answer:
      answer === null
        ? null
        : {
            kind: isEffective(step) ? ('confirmed' as const) : ('withdrawn' as const),
            ...{ by: personOf(answer), answeredAt: answer.answeredAt.toISOString(), note: answer.note },
          },
    confirmation: found.pendingStepId === step.id ? mayConfirm(action, by, session) : null,
  };
}

/** Whether a person is the second officer that a step waits for; casework decides when it is tried. */
function mayConfirm(
  action: z.infer<typeof caseAction>,
  first: { id: string; credentialNumber: string },
  { person }: Session,
) {
  const isMine = first.id === person.id || first.credentialNumber === person.credentialNumber;
  if (isMine) return { isMine: false, why: '本人采取的步骤须由另一名执法人员确认。' };
  if (!decidingRoles.includes(person.role)) return { isMine: false, why: '您的角色不确认案件步骤。' };
  const needsSupervisor = transitions.some((row) => row.action === action && row.second === 'supervisor');
  if (needsSupervisor && person.role !== 'supervisor') return { isMine: false, why: '这一步须由主管确认。' };
  return { isMine: true, why: '' };
}

/** Facts in the order in which a form asks for them. */
function factsInWords(action: z.infer<typeof caseAction>, { facts }: StepRecord): { label: string; value: string }[] {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return [];
  return caseFields[action].flatMap(({ name, label }) => {
    const value = inWords(facts[name]);
    return value === '' ? [] : [{ label, value }];
  });
}

function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return value.toLocaleString('zh-CN');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(inWords).join('；');
  if (typeof value !== 'object' || value === null) return '';
  const entries = Object.entries(value);
  if ('conclusion' in value)
    return Object.entries(discussionTerms)
      .map(([name, term]) => `${term}：${inWords(entries.find(([key]) => key === name)?.[1])}`)
      .join('\n');
  if (entries.some(([name]) => name === 'kind'))
    return entries
      .map(([name, part]) => (name === 'kind' ? penaltyName(part) : `${Number(part).toLocaleString('zh-CN')}元`))
      .join(' ');
  return entries.map(([, part]) => inWords(part)).join('，');
}

const penaltyName = (kind: unknown): string =>
  Object.entries(penaltyTerms).find(([name]) => name === kind)?.[1] ?? String(kind);

async function readPostings(db: Database, found: CaseRecord) {
  const rows = await db.posting.findMany({
    where: { id: { in: found.postings.map(({ postingId }) => postingId) } },
    orderBy: { id: 'asc' },
    select: {
      ...{ id: true, url: true, state: true, lastSeenAt: true, platform: { select: { name: true } } },
      versions: { orderBy: { number: 'desc' }, take: 1, select: { title: true } },
    },
  });
  return rows.map(({ id, url, state, lastSeenAt, platform, versions }) => ({
    ...{ id, url, state, platform: platform.name, lastSeenAt: lastSeenAt.toISOString() },
    title: maskContacts(versions[0]?.title ?? ''),
  }));
}
