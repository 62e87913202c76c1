import type { Verification } from './exceptions.js';
import type { Unit } from './unit-name.js';

/** 线索: what the registers show of a person, for a person to look into. It accuses nobody. */
export interface Lead {
  readonly kind: 'mismatch' | 'exception' | 'unclear' | 'multiple' | 'frequent_changes';
  readonly name: string;
  /** Masked: region and the last four characters. */
  readonly identityNumber: string;
  /** First and last month (`2019-03`), and how many of them show it. */
  readonly from: string;
  readonly to: string;
  readonly months: number;
  readonly registrations: readonly RegistrationShown[];
  readonly insurance: readonly InsuranceShown[];
  readonly exceptions: readonly {
    readonly situation: string;
    readonly verification: Verification;
    readonly line: number;
  }[];
  /** In Chinese, with every fact and line that it rests on. */
  readonly explanation: string;
}

interface Shown extends Unit {
  /** Line of the register's file. */
  readonly line: number;
}

export interface RegistrationShown extends Shown {
  readonly credential: string;
  readonly specialty: string;
  readonly number: string;
  /** `2019-03-01` */
  readonly from: string;
  readonly to: string;
}

export interface InsuranceShown extends Shown {
  /** `2019-03`; empty where it still runs. */
  readonly from: string;
  readonly to: string;
  /** As that register writes it, where it differs from the person's. */
  readonly personName?: string;
}

/** A unit and how many of the people registered with it the registers speak against. */
export interface UnitStanding extends Unit {
  readonly registered: number;
  readonly mismatches: number;
  readonly unclear: number;
  readonly multiple: number;
}
