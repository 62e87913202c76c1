import { seededRandom } from '../../fixtures/seeded-random.js';
import type { PlannedPlatform } from './province-file.js';
import { type SweepForecast, simulateSweep, type Workforce } from './simulate-sweep.js';

/** More workers than any province has. */
const mostWorkers = 256;
/** A sweep that takes so much longer than with workers without number counts as held up by workers. */
const allowedLoss = 1.05;

/**
 * The least number of workers with which the platforms' paces and windows alone decide how long a sweep takes, to within 5 %.
 * Every number is simulated with the same seed.
 */
export function workersNeeded(
  platforms: readonly PlannedPlatform[],
  workforce: Omit<Workforce, 'workers'>,
  options: { readonly seed: number; readonly begin: number },
): { readonly workers: number; readonly forecast: SweepForecast } {
  const withWorkers = (workers: number): SweepForecast =>
    simulateSweep(platforms, { ...workforce, workers }, seededRandom(options.seed), options.begin);
  const bound = withWorkers(mostWorkers).seconds * allowedLoss;
  let [few, enough] = [0, 1];
  while (enough < mostWorkers && withWorkers(enough).seconds > bound) [few, enough] = [enough, enough * 2];
  while (enough - few > 1) {
    const middle = (few + enough) >> 1;
    if (withWorkers(middle).seconds > bound) few = middle;
    else enough = middle;
  }
  return { workers: enough, forecast: withWorkers(enough) };
}
