import {
  type CaseAction,
  type CasePath,
  type CaseState,
  caseAction,
  casePath,
  caseState,
  type LimitKind,
} from '../../contracts/case.js';

/** A row of the table by which a case goes from one state to another. */
export interface Transition {
  readonly action: CaseAction;
  readonly paths: readonly CasePath[];
  /** None: it makes the case. */
  readonly from: readonly CaseState[];
  /** `back`: where the case was before it was suspended. */
  readonly to: CaseState | 'back';
  /** Who confirms it: another officer, or another officer who is a supervisor; null: it counts at once. */
  readonly second: 'officer' | 'supervisor' | null;
  /** Limits that begin to run with it, and those that it meets (limits.yaml). */
  readonly starts: readonly LimitKind[];
  readonly meets: readonly LimitKind[];
}

/** What this department decides of itself; what is about registrations is looked into and passed on. */
const decided: readonly CasePath[] = ['advertising', 'withholding'];
const paths = casePath.options;
/** States in which something is still to be done to the party; the rest are ends. */
const open: readonly CaseState[] = caseState.options.filter(
  (state) => !['declined', 'closed', 'archived', 'suspended', 'transferred', 'withdrawn'].includes(state),
);

function row(
  action: CaseAction,
  from: readonly CaseState[],
  to: Transition['to'],
  second: Transition['second'],
  more: Partial<Pick<Transition, 'paths' | 'starts' | 'meets'>> = {},
): Transition {
  return { action, from, to, second, paths: decided, starts: [], meets: [], ...more };
}

/** The whole course of a case, as handled under 行政处罚法 54–72 and 劳动保障监察条例 14–18. Reviewers and supervisors act in it. */
export const transitions: readonly Transition[] = [
  row('register', [], 'registered', null, { paths, starts: ['filing'] }),
  row('begin_inquiry', ['registered'], 'inquiry', null, { paths }),
  row('decline', ['inquiry'], 'declined', 'officer', { paths, meets: ['filing'] }),
  row('file', ['inquiry'], 'filed', 'supervisor', {
    ...{ paths, starts: ['investigation', 'decision'], meets: ['filing'] },
  }),
  row('investigate', ['filed', 'investigating'], 'investigating', 'officer', { paths }),
  row('order_rectification', ['investigating'], 'rectifying', 'officer', {
    ...{ paths: ['advertising'], starts: ['rectification'], meets: ['investigation'] },
  }),
  row('order_return', ['investigating'], 'rectifying', 'officer', {
    ...{ paths: ['withholding'], starts: ['rectification'], meets: ['investigation'] },
  }),
  row('recheck', ['rectifying'], 'rechecked', 'officer', { meets: ['rectification'] }),
  row('accept_correction', ['rechecked'], 'corrected', null, { meets: ['decision'] }),
  row('find_refusal', ['rechecked'], 'refused', 'officer'),
  row('propose_penalty', ['investigating', 'refused'], 'proposed', null, { meets: ['investigation'] }),
  // Where it is not agreed to, the case goes back (apply-step.ts).
  row('review_legality', ['proposed'], 'reviewed', null),
  row('notify', ['reviewed'], 'notified', 'officer', { starts: ['hearing_request'] }),
  row('request_hearing', ['notified'], 'hearing', null, { meets: ['hearing_request'] }),
  row('hold_hearing', ['hearing'], 'heard', 'officer'),
  row('decide', ['notified', 'heard'], 'decided', 'supervisor', {
    ...{ starts: ['service'], meets: ['decision', 'hearing_request'] },
  }),
  row('spare', ['proposed', 'notified', 'heard'], 'spared', 'officer', { meets: ['decision', 'hearing_request'] }),
  row('serve', ['decided'], 'served', 'officer', { starts: ['payment'], meets: ['service'] }),
  row('execute', ['served'], 'executed', null, { meets: ['payment'] }),
  row('publish', ['executed'], 'published', null),
  row('close', ['corrected', 'spared', 'published', 'executed'], 'closed', 'officer'),
  row('archive', ['closed', 'declined'], 'archived', null, { paths }),
  row('suspend', open, 'suspended', 'officer', { paths }),
  row('resume', ['suspended'], 'back', null, { paths }),
  row('transfer', [...open, 'suspended'], 'transferred', 'supervisor', { paths }),
  row('withdraw', [...open, 'suspended'], 'withdrawn', 'supervisor', { paths, starts: ['publication_change'] }),
];

/** Where a case stands, as far as what may come next depends on it. */
export interface Standing {
  readonly path: string;
  readonly state: string;
  /** A step that waits for a second officer: nothing else is done meanwhile. */
  readonly pendingStepId: string | null;
}

/** The row for an action in a state and on a path; undefined: it is not allowed there. */
export function findTransition(
  action: CaseAction,
  { path, state }: Pick<Standing, 'path' | 'state'>,
): Transition | undefined {
  return transitions.find(
    (one) =>
      one.action === action && one.from.some((from) => from === state) && one.paths.some((allowed) => allowed === path),
  );
}

/** What may be done next. What an action's facts and days forbid besides is told when it is tried (guards/). */
export function nextActions(standing: Standing): readonly Transition[] {
  if (standing.pendingStepId !== null) return [];
  return caseAction.options.flatMap((action) => findTransition(action, standing) ?? []);
}

/** States in which a case has come to its end; nothing of it is due any more. */
export const endStates: readonly string[] = caseState.options.filter(
  (state) => !open.includes(state) && state !== 'suspended',
);
