import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Prisma } from '../../prisma/open-database.js';
import type { CaseRecord, StepRecord } from './case-record.js';

/** Entries of the ledger for the rows of a case; evidence/ledger/verify-rows.ts makes the same of the rows. */

type RegisteredRow = Pick<
  CaseRecord,
  'id' | 'organisationId' | 'year' | 'number' | 'path' | 'agencyId' | 'subjectName' | 'creditCode' | 'registeredAt'
>;

export function registeredEntry(row: RegisteredRow): NewLedgerEntry {
  const { id, organisationId, year, number, path, agencyId, subjectName, creditCode, registeredAt } = row;
  return entryOf('case.registered', id, {
    ...{ id, organisationId, year, number, path, agencyId, subjectName, creditCode, registeredAt },
  });
}

export function stepEntry(
  row: Omit<StepRecord, 'requestId' | 'userId' | 'answer' | 'facts'> & {
    readonly facts: Prisma.InputJsonValue | Prisma.JsonValue;
  },
): NewLedgerEntry {
  const { id, caseId, number, action, fromState, toState, occurredOn, facts, note, needsSecond } = row;
  return entryOf('case.step', id, {
    ...{ id, caseId, number, action, fromState, toState, occurredOn, facts, note, needsSecond },
    ...{ by: row.by, sessionId: row.sessionId, at: row.recordedAt },
  });
}

export function answerEntry({
  id,
  stepId,
  kind,
  note,
  by,
  sessionId,
  answeredAt,
}: Omit<NonNullable<StepRecord['answer']>, 'userId'>): NewLedgerEntry {
  return entryOf('case.step_answered', id, { id, stepId, kind, note, by, sessionId, at: answeredAt });
}

function entryOf(kind: string, subjectId: string, content: object): NewLedgerEntry {
  // As JSON holds it.
  const json: JsonValue = JSON.parse(JSON.stringify(content));
  return { kind, subjectId, subjectSha256: sha256(canonicalJson(json)) };
}
