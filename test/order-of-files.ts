import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of other tests between two of faults. */
const between = 4;

/**
 * Faults are survived by waiting: for leases, for restarts. Such a file leaves its processor to the others, but for when it comes last, or several
 * together. So they come early and apart; the rest in the order that Vitest would give.
 */
export class WaitingEarly extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waiting = sorted.filter(({ moduleId }) => moduleId.includes('/test/faults/'));
    const working = sorted.filter((file) => !waiting.includes(file));
    const spread = waiting.flatMap((file, index) => [file, ...working.slice(index * between, (index + 1) * between)]);
    return [...spread, ...working.slice(waiting.length * between)];
  }
}
