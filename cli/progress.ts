import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

/** Progress of long work on standard error: a bar on a terminal, plain lines elsewhere. */
export interface Progress {
  /** @param share of the work that is done, 0 to 1; it may fall when more work turns up. */
  update(share: number, detail: string): void;
  /** Writes a line that stays. */
  note(line: string): void;
  stop(): void;
}

/** Plain lines, in milliseconds: the first comes soon, later ones more and more rarely, so that a log of hours stays readable. */
const firstLineAfter = 2000;
const longestInterval = 30_000;

/** @param now milliseconds, of a clock that does not jump */
export function showProgress(
  what: string,
  stream: Writable & { isTTY?: boolean } = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  return stream.isTTY === true ? showBar(what, stream) : showLines(what, stream, now);
}

/** For work whose results go to the same terminal, where they are the progress. */
export function showNotesOnly(): Progress {
  return { update: () => undefined, note: (line) => process.stderr.write(`${line}\n`), stop: () => undefined };
}

function showBar(what: string, stream: Writable): Progress {
  const bar = new SingleBar(
    {
      format: `${what} {bar} {percentage} % · {detail}`,
      stream,
      hideCursor: true,
      clearOnComplete: true,
      // After a note the same bar must be drawn anew.
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(share, detail) {
      const percent = Math.floor(Math.min(1, share) * 100);
      if (started) bar.update(percent, { detail });
      else bar.start(100, percent, { detail });
      started = true;
    },
    note(line) {
      // Over the bar, which is drawn again below; while a bar is shown, long lines are cut unless wrapping is allowed (DECAWM).
      stream.write(started ? `\r\u001b[K\u001b[?7h${line}\n\u001b[?7l` : `${line}\n`);
      if (started) bar.render();
    },
    stop() {
      bar.stop();
    },
  };
}

function showLines(what: string, stream: Writable, now: () => number): Progress {
  let interval = firstLineAfter;
  let last = now();
  return {
    update(share, detail) {
      if (now() - last < interval) return;
      last = now();
      interval = Math.min(interval * 2, longestInterval);
      stream.write(`${what}: ${Math.floor(Math.min(1, share) * 100)} %, ${detail}\n`);
    },
    note: (line) => stream.write(`${line}\n`),
    stop: () => undefined,
  };
}
