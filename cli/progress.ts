import { Presets, SingleBar } from 'cli-progress';

/** Progress of long work on standard error: a bar on a terminal, plain lines elsewhere. */
export interface Progress {
  /** `total` may grow while work goes on, or be unknown. */
  update(done: number, total: number | undefined, detail?: string): void;
  stop(): void;
}

/** Plain lines come no more often than this, in milliseconds. */
const lineInterval = 5000;

export function showProgress(what: string): Progress {
  return process.stderr.isTTY ? showBar(what) : showLines(what);
}

function showBar(what: string): Progress {
  const bar = new SingleBar(
    {
      format: `${what} {bar} {value}/{total} {detail}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total, detail = '') {
      if (!started) bar.start(total ?? done, done, { detail });
      started = true;
      bar.setTotal(total ?? done);
      bar.update(done, { detail });
    },
    stop() {
      bar.stop();
    },
  };
}

function showLines(what: string): Progress {
  let last = Date.now();
  return {
    update(done, total, detail = '') {
      if (Date.now() - last < lineInterval) return;
      last = Date.now();
      process.stderr.write(`${what}: ${done}${total === undefined ? '' : ` of ${total}`} ${detail}\n`);
    },
    stop() {},
  };
}
