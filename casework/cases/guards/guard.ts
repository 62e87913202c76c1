import type { CaseAction } from '../../../contracts/case.js';
import type { NamedPerson } from '../../../contracts/evidence-record.js';
import type { CaseRecord } from '../case-record.js';
import type { StepFacts } from '../step-facts.js';

/** A step as it is tried. */
export interface Attempt<A extends CaseAction> {
  readonly facts: StepFacts[A];
  /** Calendar day on which it was done, YYYY-MM-DD. */
  readonly occurredOn: string;
  /** Accounts of the officer who takes it: two with one credential number are one officer's. */
  readonly accounts: readonly string[];
  readonly person: NamedPerson;
}

/** What the law forbids though the state would allow it. It throws RefusedError, or InputError where the facts contradict each other. */
export type Guard<A extends CaseAction> = (found: CaseRecord, attempt: Attempt<A>) => void;
