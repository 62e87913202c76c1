/** One that waits for its turn. */
interface Call<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

export interface GatherOptions<Item, Result> {
  /** Most items done together. */
  readonly most: number;
  /** Does many at once; gives their results in the order of the items. */
  readonly together: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether a failure of many may be the fault of one: then each is done again by itself, so that one spoils no other. */
  readonly mayBeOnesFault: (error: unknown) => boolean;
}

/** Calls under way at once: with one alone, a page that others are waiting to be found on would wait behind a hundred that nothing follows from. */
const atOnce = 3;

/**
 * Group commit: what comes while the calls under way are as many as may be is gathered and done with the next one. Under light load nothing
 * waits; under heavy load the cost of a round trip is shared.
 */
export function gatherCalls<Item, Result>(options: GatherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const { most, together, mayBeOnesFault } = options;
  const waiting: Call<Item, Result>[] = [];
  let underWay = 0;

  async function attempt(calls: readonly Call<Item, Result>[]): Promise<void> {
    try {
      const results = await together(calls.map(({ item }) => item));
      calls.forEach(({ resolve }, index) => void resolve(results[index] as Result));
    } catch (error) {
      if (calls.length === 1 || !mayBeOnesFault(error)) for (const { reject } of calls) reject(error);
      else for (const call of calls) await attempt([call]);
    }
  }

  async function drain(): Promise<void> {
    underWay += 1;
    // Calls of one turn of the event loop go together even when nothing is under way.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await attempt(waiting.splice(0, most));
    underWay -= 1;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (underWay < atOnce) void drain();
    });
}
