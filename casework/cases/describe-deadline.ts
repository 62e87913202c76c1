import type { LimitKind } from '../../contracts/case.js';
import type { CaseRecord } from './case-record.js';
import { provisional } from './deadlines.js';
import { readLimits } from './read-limits.js';

/** How a deadline stands on a day. */
export interface DeadlineState {
  /** overdue: it is over and nothing met it. */
  readonly state: 'running' | 'overdue' | 'met' | 'cancelled';
  /** Whose it is: after the authority's somebody is late; after the party's a right or a duty has ended. */
  readonly binds: 'authority' | 'party';
  /** It was counted before the holidays of its year were published: weekends alone were left out. */
  readonly isProvisional: boolean;
}

/** @param today in Asia/Shanghai; on its last day a deadline still runs */
export function describeDeadline(
  {
    kind,
    dueOn,
    metAt,
    cancelledAt,
    basis,
  }: Pick<CaseRecord['deadlines'][number], 'kind' | 'dueOn' | 'metAt' | 'cancelledAt' | 'basis'>,
  today: string,
): DeadlineState {
  const { binds } = readLimits()[kind as LimitKind];
  const running = dueOn < today ? 'overdue' : 'running';
  return {
    state: metAt !== null ? 'met' : cancelledAt !== null ? 'cancelled' : running,
    binds,
    isProvisional: basis.endsWith(provisional),
  };
}
