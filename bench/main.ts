import { parseArgs } from 'node:util';
import { type ExitCode, runCommand } from '../cli/run-command.js';
import { InputError, messageOf } from '../contracts/errors.js';

/** The words behind a bench's name. */
interface BenchOptions {
  readonly json: boolean;
  /** sweep: the province. */
  readonly file?: string | undefined;
  /** crawler: memory in place of speed. */
  readonly memory: boolean;
}

/** `npm run bench -- NAME [--json]`: figures beside those of peers, on the same work in the same run. */
const benches = new Map<string, () => Promise<(options: BenchOptions) => Promise<ExitCode>>>([
  ['api', async () => (await import('./api/bench-api.js')).benchApi],
  ['classifier', async () => (await import('./classifier/bench-classifier.js')).benchClassifier],
  ['compare', async () => (await import('./compare/bench-compare.js')).benchCompare],
  ['crawler', async () => (await import('./crawler/bench-crawler.js')).benchCrawler],
  ['ledger', async () => (await import('./ledger/bench-ledger.js')).benchLedger],
  ['queue', async () => (await import('./queue/bench-queue.js')).benchQueue],
  ['sweep', async () => (await import('./sweep/bench-sweep.js')).benchSweep],
]);

await runCommand(async () => {
  const { values, positionals } = words();
  const [name = '', ...further] = positionals;
  const load = benches.get(name);
  if (load === undefined || further.length > 0)
    throw new InputError(
      'bench_unknown',
      `Give one benchmark, as in «npm run bench -- classifier»; there is: ${[...benches.keys()].join(', ')}.`,
    );
  const only = { sweep: values.file !== undefined, crawler: values.memory };
  if ((only.sweep && name !== 'sweep') || (only.crawler && name !== 'crawler'))
    throw new InputError('bad_option', '--file is for the bench sweep alone, --memory for the bench crawler.');
  return (await load())(values);
});

function words(): { values: BenchOptions; positionals: string[] } {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        file: { type: 'string' },
        memory: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new InputError('bad_option', `${messageOf(error)}`, { cause: error });
  }
}
