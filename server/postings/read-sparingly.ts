/** What took this long is read for everyone who asks. */
const quickMilliseconds = 50;
/** What took longer is given again for so many times as long as it took longer: one in a hundred of the time is spent on it at most. */
const keptTimes = 100;

interface Kept<T> {
  readonly answer: Promise<T>;
  /** On the clock of `now`; infinite while it is read. */
  until: number;
}

/**
 * A reading of a database that may be costly, such as a count over every row, for pages that ask for it again and again. It is read once for
 * all who ask meanwhile, and the longer it took, the longer its answer stands for those who ask later; where it is quick each gets a new one.
 * A failure is not kept.
 *
 * @param now milliseconds, of a clock that does not jump
 */
export function readSparingly<Database extends object, T>(
  read: (database: Database) => Promise<T>,
  now: () => number = () => performance.now(),
): (database: Database) => Promise<T> {
  const held = new WeakMap<Database, Kept<T>>();
  return (database) => {
    const known = held.get(database);
    const began = now();
    if (known !== undefined && began < known.until) return known.answer;
    const kept: Kept<T> = { answer: read(database), until: Number.POSITIVE_INFINITY };
    held.set(database, kept);
    kept.answer.then(
      () => {
        const ended = now();
        kept.until = ended + keptTimes * Math.max(0, ended - began - quickMilliseconds);
      },
      () => held.delete(database),
    );
    return kept.answer;
  };
}
