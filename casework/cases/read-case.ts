import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { type CaseRecord, readCaseRecord } from './case-record.js';
import { findRefusal, type RefusalFindings } from './find-refusal.js';
import { readPenaltyFacts } from './penalty-facts.js';
import { readPenaltyLimit } from './penalty-limit.js';
import { type PenaltyFacts, type PenaltyProposal, proposePenalties } from './propose-penalty.js';
import { nextActions, type Transition } from './transitions.js';

/** A case with what a person needs to go on with it. */
export interface CaseReading {
  readonly found: CaseRecord;
  readonly next: readonly Transition[];
  readonly refusal: RefusalFindings;
  readonly penalty: {
    readonly facts: PenaltyFacts;
    readonly proposals: readonly PenaltyProposal[];
    /** 行政处罚法 36. */
    readonly limit: { readonly lastSeenOn: string; readonly endsOn: string } | null;
  };
}

/** @throws InputError `case_unknown` where these organisations have none of that id */
export async function readCase(database: Database, id: string, jurisdiction: readonly string[]): Promise<CaseReading> {
  const found = await readCaseRecord(database, id, jurisdiction);
  if (found === null) throw new InputError('case_unknown', `There is no case ${id}.`);
  const [refusal, facts, limit] = await Promise.all([
    findRefusal(database, found, jurisdiction),
    readPenaltyFacts(database, found),
    readPenaltyLimit(
      database,
      found.postings.map(({ postingId }) => postingId),
    ),
  ]);
  const penalty = { facts, proposals: proposePenalties(facts), limit };
  return { found, next: nextActions(found), refusal, penalty };
}
