import { type Release, readRelease } from '../../classifier/release/read-release.js';
import { GuazhengError, messageOf } from '../../contracts/errors.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { readNamedRelease, releaseNames } from './release-files.js';

interface ListedRelease {
  /** Folder under classifier/releases; null for the active release where it came from elsewhere. */
  readonly name: string | null;
  readonly id: string | null;
  readonly active: boolean;
  /** How many postings it was trained on. */
  readonly postings: number;
  /** Why it cannot be used, or null. */
  readonly problem: string | null;
}

/** `guazheng release list`: the releases that come with the project, and which one judges. */
export async function listReleases(options: { json?: boolean }): Promise<ExitCode> {
  const { releaseFile } = readSettings();
  const active = attempt(() => readRelease(releaseFile));
  const activeId = 'release' in active ? active.release.id : undefined;
  const listed = releaseNames().map(
    (name): ListedRelease =>
      describe(
        name,
        attempt(() => readNamedRelease(name)),
        activeId,
      ),
  );
  const releases = listed.some((release) => release.active)
    ? listed
    : [...listed, describe(null, active, activeId, true)];
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ releases, active: activeId ?? null, file: releaseFile })}\n`);
    return 0;
  }
  for (const release of releases) process.stdout.write(lineOf(release));
  process.stdout.write(`* judges now, from ${releaseFile}\n`);
  return 0;
}

type Attempt = { readonly release: Release } | { readonly problem: string };

/** A release of another code version must not hide the others. */
function attempt(read: () => Release): Attempt {
  try {
    return { release: read() };
  } catch (error) {
    if (!(error instanceof GuazhengError)) throw error;
    return { problem: messageOf(error) };
  }
}

function describe(
  name: string | null,
  attempted: Attempt,
  activeId: string | undefined,
  active = 'release' in attempted && attempted.release.id === activeId,
): ListedRelease {
  if ('problem' in attempted) return { name, id: null, active, postings: 0, problem: attempted.problem };
  const { id, contents } = attempted.release;
  return { name, id, active, postings: contents.trainedOn.length, problem: null };
}

function lineOf({ name, id, active, postings, problem }: ListedRelease): string {
  const mark = active ? '*' : ' ';
  const place = name ?? '(from elsewhere)';
  return problem === null
    ? `${mark} ${place}\t${id}\ttrained on ${postings} postings\n`
    : `${mark} ${place}\tnot usable: ${problem}\n`;
}
