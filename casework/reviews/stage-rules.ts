import type { NamedPerson } from '../../contracts/evidence-record.js';
import type { Decision, Stage } from '../../contracts/review.js';
import type { Role } from '../../contracts/roles.js';

/** Where a task stands: its stage, what came of it, and whose decisions count. */
export interface Standing {
  readonly stage: Stage | 'closed';
  readonly outcome: 'confirmed' | 'dismissed' | null;
  readonly decidedByIds: readonly string[];
}

/** A decision that was not taken back. */
export interface CountingReview {
  readonly stage: Stage;
  readonly decision: Decision;
  readonly userId: string;
}

const afterwards: Readonly<Record<Stage, Readonly<Record<Decision, Omit<Standing, 'decidedByIds'>>>>> = {
  first: {
    confirmed: { stage: 'second', outcome: null },
    dismissed: { stage: 'closed', outcome: 'dismissed' },
    more_needed: { stage: 'first', outcome: null },
  },
  second: {
    confirmed: { stage: 'closed', outcome: 'confirmed' },
    dismissed: { stage: 'ruling', outcome: null },
    more_needed: { stage: 'second', outcome: null },
  },
  ruling: {
    confirmed: { stage: 'closed', outcome: 'confirmed' },
    dismissed: { stage: 'closed', outcome: 'dismissed' },
    more_needed: { stage: 'ruling', outcome: null },
  },
};

/**
 * Where reviews of one version leave its task. The newest decides: each was taken at the stage that those before it had led to. 待补充 is
 * no decision on the advertisement: whoever asks for more may decide later.
 *
 * @param reviews that count, oldest first
 */
export function standingAfter(reviews: readonly CountingReview[]): Standing {
  const newest = reviews.at(-1);
  const deciding = reviews.filter(({ decision }) => decision !== 'more_needed');
  return {
    ...(newest === undefined ? { stage: 'first' as const, outcome: null } : afterwards[newest.stage][newest.decision]),
    decidedByIds: [...new Set(deciding.map(({ userId }) => userId))],
  };
}

const stagesOfRole: Readonly<Partial<Record<string, readonly Stage[]>>> = {
  reviewer: ['first', 'second'],
  supervisor: ['first', 'second', 'ruling'],
} satisfies Partial<Record<Role, readonly Stage[]>>;

/** The stages at which somebody of this role decides; none for a role that does not. */
export function stagesOf(role: string): readonly Stage[] {
  return stagesOfRole[role] ?? [];
}

/** Whether a second decision is to be another officer's: without 执法证号 nobody can be told from who decided before. */
export const needsCredential = (stage: Stage): boolean => stage !== 'first';

/** The stages at which this person decides. */
export function stagesFor({
  role,
  credentialNumber,
}: Pick<NamedPerson, 'role' | 'credentialNumber'>): readonly Stage[] {
  return stagesOf(role).filter((stage) => credentialNumber !== '' || !needsCredential(stage));
}
