import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SliceDifference } from '../../classifier/evaluate/compare.js';
import { examineRelease } from '../../classifier/evaluate/examine-release.js';
import { type Release, readRelease } from '../../classifier/release/read-release.js';
import { InputError, messageOf, RefusedError } from '../../contracts/errors.js';
import { percent, sliceText } from '../evaluate/figures-table.js';
import { signedText } from '../evaluate/signed-text.js';
import { openOutputFile } from '../output-file.js';
import { readLabelled } from '../posting-files/read-labelled.js';
import { requireFolder } from '../require-folder.js';
import type { ExitCode } from '../run-command.js';
import { activeReleaseFile, projectReleaseFile, readSettings } from '../settings.js';
import { unreadableFile } from '../unreadable-file.js';
import { activateInRecord } from './activate-in-record.js';
import { frozenFolder, readNamedRelease } from './release-files.js';

export interface ActivateOptions {
  /** User name of the supervisor who activates it in the record. */
  readonly as?: string;
  readonly json?: boolean;
}

/**
 * `guazheng release activate NAME [--as SUPERVISOR]`: from now on this release judges, unless it is significantly worse than the active one on
 * a slice of the frozen postings. Its file is copied into the state folder, so that what judges stays as it was examined. With a supervisor's
 * name it is activated in the record, too, where it counts for every process that works on it (docs/decisions/0022).
 *
 * @throws RefusedError `release_worse`, or `release_saw_frozen` when it was trained on frozen postings and the comparison would say nothing
 */
export async function activateRelease(nameOrPath: string, options: ActivateOptions): Promise<ExitCode> {
  const settings = readSettings();
  if (settings.releaseIsSet) {
    throw new InputError(
      'bad_setting',
      `The setting GUAZHENG_RELEASE names the release ${settings.releaseFile}, whatever is activated; remove it first.`,
    );
  }
  const candidate = readNamedRelease(nameOrPath);
  const active =
    options.as === undefined
      ? readActive(settings.releaseFile)
      : await activateInRecord(candidate, options.as, settings);
  if (options.as === undefined && candidate.id !== active.id) await refuseWorse(active, candidate);
  await keep(candidate, settings.stateFolder);
  const result = { activated: candidate.id, replaced: active.id };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(result)}\n`
      : `${candidate.id} judges from now on (before: ${active.id}); ${options.as === undefined ? keepTheirs : takeItUp}.\n`,
  );
  return 0;
}

const keepTheirs =
  'commands that run already keep theirs until they end, and a record in which a supervisor activated a release keeps that one (--as activates there)';
const takeItUp = 'workers and pages on this record take it up within a minute';

/** The release in force. After an update of the project it may be of another code version and judge nothing: then the project's own counts. */
function readActive(file: string): Release {
  try {
    return readRelease(file);
  } catch (error) {
    if (!(error instanceof InputError) || file === projectReleaseFile()) throw error;
    process.stderr.write(`${messageOf(error)} The project's own release is compared with instead.\n`);
    return readRelease(projectReleaseFile());
  }
}

async function refuseWorse(active: Release, candidate: Release): Promise<void> {
  const frozen = await readLabelled(await frozenFiles());
  const { seen, worse } = examineRelease(frozen, active, candidate);
  if (seen > 0) {
    throw new RefusedError(
      'release_saw_frozen',
      `${candidate.id} is not activated: it was trained on ${seen} of the ${frozen.length} frozen postings; train it without fixtures/frozen.`,
    );
  }
  if (worse.length === 0) return;
  throw new RefusedError(
    'release_worse',
    `${candidate.id} is not activated: on the frozen postings it is significantly worse than ${active.id} in ${worse.map(inWords).join('; ')}.`,
  );
}

function inWords(slice: SliceDifference): string {
  const figure = slice.label === 'rental' ? 'recall' : 'false-positive rate';
  const interval = `${signedText(slice.low, percent)} … ${signedText(slice.high, percent)}`;
  return `«${sliceText(slice.name)}» (${figure} ${percent(slice.first)} → ${percent(slice.second)} of ${slice.n}, difference ${interval})`;
}

async function frozenFiles(): Promise<string[]> {
  const folder = frozenFolder();
  const names = await readdir(folder).catch((error: unknown) => {
    throw unreadableFile(`The folder ${folder}, by which releases are compared,`, error);
  });
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name));
}

async function keep(release: Release, stateFolder: string): Promise<void> {
  await requireFolder(stateFolder, `The state folder ${stateFolder}`);
  const output = await openOutputFile(activeReleaseFile(stateFolder));
  try {
    // A byte order mark belongs to the bytes by which the release is named.
    await output.write(new TextDecoder('utf-8', { ignoreBOM: true }).decode(release.bytes));
    await output.flush();
    await output.publish();
  } finally {
    await output.discard();
  }
}
