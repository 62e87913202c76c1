import type { PaceKeeper } from '../../crawler/politeness/pace-keeper.js';

/** Every start at once: for the bench's own site alone, where politeness is off. */
export const noPace: PaceKeeper = {
  book: async () => ({
    kind: 'booked',
    inMilliseconds: 0,
    isLate: false,
    toleranceMilliseconds: Number.POSITIVE_INFINITY,
  }),
  answered: async () => undefined,
  close: async () => undefined,
};
