import { createJudge, type Judge } from '../classifier/judge.js';
import { parseRelease, type Release } from '../classifier/release/read-release.js';
import { messageOf } from '../contracts/errors.js';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import type { Database } from '../prisma/open-database.js';
import { registerRelease } from './register-release.js';

/** The release of the deployment, in force unless the record names another (docs/decisions/0022). */
export interface OwnRelease {
  /** The one that the setting names, or the copy in the state folder, or the project's. */
  readonly read: () => Release;
  /** Whether the setting names it: then it is in force whatever was activated. */
  readonly isSet: boolean;
}

export interface CurrentRelease {
  /**
   * The release that is in force now. Its contents are read once.
   * @throws InputError when it is of another code version; DeadError when its contents are missing or were changed
   */
  read(): Promise<Release>;
}

/** Asks the record each time which release is in force: the newest activation counts. */
export function createCurrentRelease(database: Database, blobs: BlobStore, own: OwnRelease): CurrentRelease {
  let ownRead: Release | undefined;
  let activated: Release | undefined;
  return {
    async read() {
      const activation = own.isSet ? null : await findActivation(database);
      if (activation === null) {
        ownRead ??= own.read();
        return ownRead;
      }
      const { id, blobSha256 } = activation.release;
      if (activated?.id !== id) activated = parseRelease(await blobs.get(blobSha256), `${id} (activated)`);
      return activated;
    },
  };
}

function findActivation(database: Database) {
  return database.releaseActivation.findFirst({
    orderBy: { id: 'desc' },
    select: { release: { select: { id: true, blobSha256: true } } },
  });
}

/** A worker asks twice a minute, so that no verdict is given by a replaced release for longer than that. */
const everyMilliseconds = 30_000;

/** Judges by the release that is in force, and takes up another one without being started anew. */
export interface FollowingJudge {
  readonly judge: Judge;
  /** Looks now; `close` and the clock do the rest. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Loads the release in force and registers it before its first verdict. One that cannot be loaded later on is told, and the one before goes on.
 * @throws what `CurrentRelease.read` throws, for the first one
 */
export async function followCurrentRelease(
  database: Database,
  blobs: BlobStore,
  own: OwnRelease,
  onNotice: (sentence: string) => void,
): Promise<FollowingJudge> {
  const current = createCurrentRelease(database, blobs, own);
  let { id, judge } = await load();
  let told = '';
  async function load(): Promise<{ id: string; judge: Judge }> {
    const release = await current.read();
    await registerRelease(database, blobs, release, new Date());
    return { id: release.id, judge: createJudge(release) };
  }
  const refresh = async (): Promise<void> => {
    try {
      if ((await current.read()).id === id) return;
      ({ id, judge } = await load());
      onNotice(`The release ${id} judges from now on.`);
    } catch (error) {
      // Every half minute the same sentence would hide everything else.
      if (told !== messageOf(error)) onNotice(`${id} goes on to judge: ${messageOf(error)}`);
      told = messageOf(error);
    }
  };
  let running: Promise<void> = Promise.resolve();
  const clock = setInterval(() => {
    running = running.then(refresh);
  }, everyMilliseconds);
  clock.unref();
  return {
    judge: (row) => judge(row),
    refresh,
    async close() {
      clearInterval(clock);
      await running;
    },
  };
}
