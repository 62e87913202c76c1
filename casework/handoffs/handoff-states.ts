import type { HandoffState, HandoffStepKind } from '../../contracts/api/handoffs.js';

/**
 * How a handoff goes on. Nothing leaves before two officers have confirmed it; what was sent cannot be taken back, only closed. A reply
 * without a receipt before it is one.
 */
const transitions: Readonly<Record<HandoffState, Readonly<Partial<Record<HandoffStepKind, HandoffState>>>>> = {
  prepared: { confirmed: 'half_confirmed', withdrawn: 'withdrawn' },
  half_confirmed: { confirmed: 'confirmed', withdrawn: 'withdrawn' },
  confirmed: { sent: 'sent', withdrawn: 'withdrawn' },
  sent: { received: 'received', replied: 'replied' },
  received: { replied: 'replied' },
  // They may reply more than once.
  replied: { replied: 'replied', closed: 'closed' },
  closed: {},
  withdrawn: {},
};

/** Where a step leads, or undefined where it may not be taken. */
export function stateAfter(state: HandoffState, step: HandoffStepKind): HandoffState | undefined {
  return transitions[state][step];
}

/** The steps that may be taken. */
export function stepsFrom(state: HandoffState): readonly HandoffStepKind[] {
  return (Object.keys(transitions[state]) as HandoffStepKind[]).filter((step) => stateAfter(state, step) !== undefined);
}

/** The state that a handoff's steps lead to. @throws RangeError for steps that could never have been taken */
export function stateOfSteps(steps: readonly HandoffStepKind[]): HandoffState {
  let state: HandoffState = 'prepared';
  for (const step of steps) {
    const after = stateAfter(state, step);
    if (after === undefined) throw new RangeError(`A handoff that is ${state} was ${step}.`);
    state = after;
  }
  return state;
}

/** Whether its documents may leave: two officers have confirmed it, and it was not withdrawn. */
export function mayLeave(state: HandoffState): boolean {
  return state !== 'prepared' && state !== 'half_confirmed' && state !== 'withdrawn';
}
