import { setTimeout as sleep } from 'node:timers/promises';
import type { NewCaptureOrder } from '../../casework/captures/order-captures.js';
import { InputError } from '../../contracts/errors.js';
import { comparisonWithClue, type NamedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';
import { orderFullCapture } from '../../queue/order-full-capture.js';
import { printable } from '../../text/printable.js';
import { interruption } from '../interruption.js';
import { momentText } from '../moment.js';
import { type OpenPipeline, openPipeline } from '../open-pipeline.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { offerJobs } from '../shared-queue.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';

export interface RecaptureOptions {
  /** The officer who orders it; without one the capture is the system's own. */
  readonly user?: string;
  readonly clue: string;
  readonly witness?: string;
  /** The end of the day after which it is taken; now where absent. */
  readonly after?: Date;
  readonly json?: boolean;
}

const pollMilliseconds = 200;
/** Of a changed field, in UTF-16 units. */
const longestShown = 300;

/**
 * `guazheng evidence recapture POSTING`: captures a posting in full, now, and says what changed since the clue was found; with `--after` it
 * becomes due for the workers when the day has ended.
 */
export async function recapture(postingId: string, options: RecaptureOptions): Promise<ExitCode> {
  if (options.after !== undefined && options.witness !== undefined)
    throw new InputError(
      'bad_option',
      'Nobody witnesses a capture that is taken later; leave --witness or --after out.',
    );
  if (options.after !== undefined) return schedule(postingId, options.after, options);
  const opened = await openPipeline();
  try {
    const { user } = options;
    if (user === undefined) return await take(opened, postingId, null, options);
    return await withSession(opened.record.database, user, ({ person }) => take(opened, postingId, person, options));
  } finally {
    await opened.close();
  }
}

function schedule(postingId: string, dueAt: Date, options: RecaptureOptions): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const { user } = options;
    const order = async (by: NamedPerson | null): Promise<ExitCode> => {
      const ordered = await orderOf(database, postingId, by, options);
      const { jobs } = await database.$transaction((transaction) =>
        orderFullCapture(transaction, { ...ordered, reason: 'rectification' }, new Date(), dueAt),
      );
      await offerJobs(readSettings(), jobs);
      process.stdout.write(
        `The posting ${postingId} is captured in full after ${momentText(dueAt)}, when a worker runs.\n`,
      );
      return 0;
    };
    return user === undefined ? order(null) : withSession(database, user, ({ person }) => order(person));
  });
}

async function orderOf(
  database: Database,
  postingId: string,
  by: NamedPerson | null,
  { clue, witness }: RecaptureOptions,
): Promise<Omit<NewCaptureOrder, 'reason'>> {
  const version = await database.postingVersion.findFirst({
    where: { postingId },
    orderBy: { number: 'desc' },
    select: { id: true },
  });
  if (version === null)
    throw new InputError(
      'posting_unknown',
      `There is no posting ${postingId}; its address in the page ends with its id.`,
    );
  return { postingId, postingVersionId: version.id, by, clueNumber: clue, witness: witness ?? null };
}

async function take(
  { record: { database, blobs }, pipeline }: OpenPipeline,
  postingId: string,
  by: NamedPerson | null,
  options: RecaptureOptions,
): Promise<ExitCode> {
  const order = await orderOf(database, postingId, by, options);
  const orderId = await pipeline.capture({ ...order, reason: 'recapture' });
  const stop = interruption();
  try {
    process.stderr.write(`Capturing the posting ${postingId} in full …\n`);
    const ended = await Promise.race([waitForWork(database, orderId, stop.signal), pipeline.fatal]);
    if (ended === undefined) {
      process.stderr.write('Stopped. The capture stays due, and is taken when a worker runs.\n');
      return 1;
    }
    const capture = await database.fullCapture.findUnique({ where: { orderId } });
    if (capture === null) {
      process.stderr.write(
        `The page could not be captured: ${printable(ended.errorMessage ?? 'no reason is kept', 500)}\n`,
      );
      return 1;
    }
    const record: unknown = JSON.parse(Buffer.from(await blobs.get(capture.recordSha256)).toString('utf8'));
    const comparison = comparisonWithClue.parse(
      typeof record === 'object' && record !== null && 'comparison' in record ? record.comparison : null,
    );
    const { state, changes } = comparison;
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ capture: capture.id, posting: postingId, state, changes, recordSha256: capture.recordSha256 })}\n`
        : inWords(capture.id, comparison),
    );
    return 0;
  } finally {
    stop.stopListening();
  }
}

async function waitForWork(
  database: Database,
  orderId: string,
  signal: AbortSignal,
): Promise<{ errorMessage: string | null } | undefined> {
  while (!signal.aborted) {
    const work = await database.dueWork.findUnique({
      where: { step_subjectId: { step: 'capture_full', subjectId: orderId } },
      select: { state: true, errorMessage: true },
    });
    if (work !== null && work.state !== 'due') return work;
    await sleep(pollMilliseconds);
  }
  return undefined;
}

const states = {
  unchanged: 'the page says what it said when the clue was found',
  changed: 'the page has changed since the clue was found',
  gone: 'the page is gone (404 or 410)',
  unreadable: 'the page shows no posting that the platform file can read; look at its screenshot',
};

function inWords(id: string, { state, changes, seenAt }: ReturnType<typeof comparisonWithClue.parse>): string {
  const lines = changes.map(
    ({ field, before, after }) =>
      `  ${field}: «${printable(before, longestShown)}» → «${printable(after, longestShown)}»`,
  );
  return [
    `Full capture ${id}: ${states[state]} (clue of ${seenAt}).`,
    ...lines,
    `It becomes evidence when two officers have confirmed it: guazheng evidence confirm ${id} --user NAME`,
    '',
  ].join('\n');
}
