import type { LicenceStatus } from './licence-rows.js';

/**
 * licensed: may place people. expired: its licence has ended. unlicensed: has none (暂行条例 art. 42). unknown: nobody has decided, and the
 * register says nothing of it: that is no proof that there is no licence.
 */
export type AgencyStanding = 'licensed' | 'expired' | 'unlicensed' | 'unknown';

/** What the register says of an agency, days as `YYYY-MM-DD`. */
interface LicenceFacts {
  readonly licenceNumber: string;
  readonly creditCode: string;
  readonly issuedOn: string | null;
  readonly validUntil: string | null;
  readonly status: LicenceStatus;
}

/** What a person decided last. */
export interface LicenceDecision {
  readonly kind: 'licensed' | 'unlicensed';
  readonly creditCode: string | null;
  /** Calendar day in Asia/Shanghai. */
  readonly decidedOn: string;
}

export interface StandingFacts<L extends LicenceFacts> {
  /** Licences of its names, credit codes and licence numbers, that of the decision's credit code among them. */
  readonly licences: readonly L[];
  readonly decision: LicenceDecision | null;
  /** Whether there is a register to look into. */
  readonly hasRegister: boolean;
  readonly today: string;
}

/** Where a standing comes from. */
export type StandingGround =
  | 'decided'
  | 'register'
  /** A licence that was issued after a person had found that there was none. */
  | 'licensed_since'
  | 'not_in_register'
  | 'no_register';

export interface Standing<L extends LicenceFacts> {
  readonly standing: AgencyStanding;
  readonly ground: StandingGround;
  /** The licence that it rests on. */
  readonly licence: L | null;
}

/**
 * Whether an agency may place people, from what a person decided and what the register says. A person's word goes before the register's, but
 * for the time: a licence that the person named may end or be revoked, and one may be issued to an agency that had none.
 */
export function standingOf<L extends LicenceFacts>(facts: StandingFacts<L>): Standing<L> {
  const { licences, decision, hasRegister, today } = facts;
  if (decision?.kind === 'unlicensed') {
    const since = licences.find(
      (licence) => isInForce(licence, today) && licence.issuedOn !== null && licence.issuedOn > decision.decidedOn,
    );
    return since === undefined
      ? { standing: 'unlicensed', ground: 'decided', licence: null }
      : { standing: 'licensed', ground: 'licensed_since', licence: since };
  }
  const named = decision === null ? licences : licences.filter(({ creditCode }) => creditCode === decision.creditCode);
  const best = [...named].sort((a, b) => rankOf(a, today) - rankOf(b, today) || endOf(b).localeCompare(endOf(a)))[0];
  if (best !== undefined) {
    const ground = decision === null ? 'register' : 'decided';
    if (isInForce(best, today)) return { standing: 'licensed', ground, licence: best };
    return { standing: best.status === 'valid' ? 'expired' : 'unlicensed', ground, licence: best };
  }
  if (decision !== null) return { standing: 'licensed', ground: 'decided', licence: null };
  return { standing: 'unknown', ground: hasRegister ? 'not_in_register' : 'no_register', licence: null };
}

/** On its last day a licence still holds. */
function isInForce({ status, issuedOn, validUntil }: LicenceFacts, today: string): boolean {
  return status === 'valid' && (issuedOn === null || issuedOn <= today) && (validUntil === null || validUntil >= today);
}

function rankOf(licence: LicenceFacts, today: string): number {
  if (isInForce(licence, today)) return 0;
  return licence.status === 'valid' ? 1 : 2;
}

const endOf = ({ validUntil }: LicenceFacts) => validUntil ?? '9999-12-31';
