import { parseArgs } from 'node:util';
import { type ExitCode, runCommand } from '../cli/run-command.js';
import { InputError, messageOf } from '../contracts/errors.js';

/** `npm run bench -- NAME [--json]`: figures beside those of peers, on the same work in the same run. */
const benches = new Map<string, () => Promise<(options: { json: boolean }) => Promise<ExitCode>>>([
  ['classifier', async () => (await import('./classifier/bench-classifier.js')).benchClassifier],
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
  return (await load())(values);
});

function words(): { values: { json: boolean }; positionals: string[] } {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new InputError('bad_option', `${messageOf(error)}`, { cause: error });
  }
}
