import { compareRegisters } from '../../casework/comparison/compare-registers.js';
import { type Day, readDay, writeDay } from '../../casework/comparison/periods.js';
import { gatherRegister, type RegisterKind, Registers } from '../../casework/comparison/registers.js';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { InputError } from '../../contracts/errors.js';
import { printable } from '../../text/printable.js';
import { bytesOf } from '../file-bytes.js';
import { type Interruption, interruption } from '../interruption.js';
import { type OutputFile, openOutputFile } from '../output-file.js';
import { type Progress, showProgress } from '../progress.js';
import type { ExitCode } from '../run-command.js';
import { refuseOverwriting } from '../scan/refuse-overwriting.js';
import { keepHeapSteady } from '../steady-heap.js';
import type { ComparisonStore } from './comparison-store.js';
import { leadFormat, unitFormat } from './lead-table.js';
import { registerLinesOf, requireRegister } from './register-file.js';

export interface CompareOptions {
  readonly registrations: string;
  readonly insurance: string;
  readonly exceptions?: string;
  readonly out: string;
  readonly units?: string;
  readonly rejects?: string;
  /** The day up to which is compared, as `2019-03-01`; today if absent. */
  readonly until?: string;
  /** Keeps what was found in the record, too, as the act of `user`. */
  readonly store?: boolean;
  readonly user?: string;
  readonly json?: boolean;
}

/** Rejected rows told on standard error; further ones are in `--rejects` and in the count. */
const mostProblemsTold = 20;

/** `guazheng compare`: whom the registrations name at one unit and the insurance at another. */
export async function compare(options: CompareOptions): Promise<ExitCode> {
  keepHeapSteady();
  const began = performance.now();
  if ((options.store === true) !== (options.user !== undefined))
    throw new InputError('bad_option', '--store and --user belong together: who compares is kept with what was found.');
  const until = readDay(options.until ?? shanghaiDay(new Date()));
  if (until === undefined)
    throw new InputError('bad_option', `--until ${options.until} is no day; write it as in 2026-03-01.`);
  const inputs = (['registrations', 'insurance', 'exceptions'] as const).flatMap((kind) => {
    const file = options[kind];
    return file === undefined ? [] : [{ kind, file }];
  });
  let bytes = 0;
  for (const { file } of inputs) bytes += await requireRegister(file);
  const outputs = [options.out, options.units, options.rejects].filter((file) => file !== undefined);
  if (new Set(outputs).size < outputs.length)
    throw new InputError(
      'would_overwrite',
      '--out, --units and --rejects name one file twice; give each a file of its own.',
    );
  await refuseOverwriting(
    inputs.map(({ file }) => file),
    outputs,
  );
  const plan = { options, inputs, outputs, bytes, until, began };
  if (options.user === undefined) return compareInto(plan, undefined);
  // What only a comparison that is kept needs is loaded for it alone.
  const { withComparisonStore } = await import('./comparison-store.js');
  return withComparisonStore(options.user, (store) => compareInto(plan, store));
}

interface Plan {
  readonly options: CompareOptions;
  readonly inputs: readonly { readonly kind: RegisterKind; readonly file: string }[];
  readonly outputs: readonly string[];
  /** Of all inputs. */
  readonly bytes: number;
  readonly until: Day;
  /** When the command began, of `performance.now()`. */
  readonly began: number;
}

/** Writes all files or none; what is kept in the record is kept before they are. */
async function compareInto(plan: Plan, store: ComparisonStore | undefined): Promise<ExitCode> {
  const { options, outputs, until, began } = plan;
  const opened = new Map<string, OutputFile>();
  const stop = interruption();
  const progress = showProgress('compare');
  try {
    for (const output of outputs) opened.set(output, await openOutputFile(output));
    const summary = await compareFiles({ ...plan, opened, store, stop, progress });
    if (summary === undefined) {
      process.stderr.write('Stopped; no file was written.\n');
      return 1;
    }
    for (const output of opened.values()) await output.flush();
    const run = await store?.keep({ ...summary, until: writeDay(until) });
    for (const output of opened.values()) await output.publish();
    progress.stop();
    const seconds = Math.round(performance.now() - began) / 1000;
    summarise({ ...summary, seconds, ...(run === undefined ? {} : { run }) }, options);
    return 0;
  } finally {
    progress.stop();
    stop.stopListening();
    for (const output of opened.values()) await output.discard();
  }
}

interface Comparing extends Plan {
  readonly opened: ReadonlyMap<string, OutputFile>;
  readonly store: ComparisonStore | undefined;
  readonly stop: Interruption;
  readonly progress: Progress;
}

async function compareFiles({ options, inputs, bytes, until, opened, store, stop, progress }: Comparing) {
  const registers = new Registers();
  const rows = { registrations: 0, insurance: 0, exceptions: 0 };
  const rejects = options.rejects === undefined ? undefined : opened.get(options.rejects);
  let [done, rejected] = [0, 0];
  for (const { kind, file } of inputs) {
    const gathered = await gatherRegister(registers, kind, readUntilStopped(kind, file), file, async (row) => {
      rejected++;
      if (rejected <= mostProblemsTold) progress.note(`${file}, line ${row.line}: ${printable(row.reason, 300)}`);
      else if (rejected === mostProblemsTold + 1)
        progress.note('Further rows that are kept out are only counted here.');
      await rejects?.write(`${JSON.stringify({ file, ...row })}\n`);
    });
    rows[kind] = gathered.rows;
  }
  if (stop.signal.aborted) return undefined;
  const [out, units] = [opened.get(options.out), opened.get(options.units ?? '')];
  const format = leadFormat(options.out);
  await out?.write(format.head);
  const { units: standings, ...counts } = await compareRegisters(registers, until, async (lead, person) => {
    store?.add(lead, person);
    await out?.write(format.write(lead));
  });
  if (units !== undefined && options.units !== undefined) {
    const ofUnits = unitFormat(options.units);
    await units.write(ofUnits.head);
    for (const standing of standings) await units.write(ofUnits.write(standing));
  }
  return { registrations: rows.registrations, insurance: rows.insurance, ...counts, units: standings.length, rejected };

  async function* readUntilStopped(kind: RegisterKind, file: string) {
    const onBytes = (more: number) => {
      done += more;
      progress.update((done / Math.max(1, bytes)) * 0.9, `${Math.round(done / 1_000_000)} MB read`);
    };
    const read = bytesOf(file, onBytes);
    for await (const line of registerLinesOf(store?.watched(kind, file, read) ?? read, file)) {
      if (stop.signal.aborted) return;
      yield line;
    }
  }
}

type Summary = NonNullable<Awaited<ReturnType<typeof compareFiles>>> & {
  readonly seconds: number;
  /** Under which it is kept. */
  readonly run?: string;
};

function summarise(summary: Summary, options: CompareOptions): void {
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const { registrations, insurance, mismatches, exceptions, unclear, multiple, frequentChanges, rejected } = summary;
  const kept = summary.run === undefined ? '' : ` They are kept as comparison ${summary.run}.`;
  const hint = rejected === 0 || options.rejects !== undefined ? '' : ' (--rejects FILE keeps them)';
  process.stdout.write(
    [
      `${registrations} registrations and ${insurance} periods of insurance in ${summary.seconds} s.`,
      `${mismatches} persons are insured by a unit that is none of their registered ones; ${exceptions} more are cleared by a proven exception, ${unclear} are unclear.`,
      `${multiple} are registered with several units at once, ${frequentChanges} changed units often.`,
      `${rejected} rows were kept out${hint}. The leads, each with its lines, are in ${options.out}.${kept}\n`,
    ].join('\n'),
  );
}
