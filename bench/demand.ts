import { FatalError } from '../contracts/errors.js';

/** Nothing is timed that gives wrong results. @throws FatalError `bench_wrong` */
export function demand(right: boolean, what: string): void {
  if (!right) throw new FatalError('bench_wrong', `Nothing was timed: ${what}.`);
}
