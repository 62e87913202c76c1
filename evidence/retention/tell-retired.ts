import { DeadError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import type { BlobStore } from '../blobs/blob-store.js';

/**
 * A store that tells a blob whose term of retention was over from one that was lost: in place of `blob_missing`, reading it gives DeadError
 * `blob_retired` with the day and the rule.
 */
export function tellRetired(database: Database, store: BlobStore): BlobStore {
  async function why(error: unknown, sha256: string): Promise<unknown> {
    if (!(error instanceof DeadError) || error.code !== 'blob_missing') return error;
    const retired = await database.retiredBlob.findUnique({ where: { sha256 } });
    if (retired === null) return error;
    return new DeadError(
      'blob_retired',
      `The blob ${sha256} was deleted on ${retired.retiredAt.toISOString().slice(0, 10)}, when its term of retention was over (rule ${retired.rule}).`,
      { cause: error },
    );
  }
  return {
    ...store,
    async get(sha256) {
      try {
        return await store.get(sha256);
      } catch (error) {
        throw await why(error, sha256);
      }
    },
    async *stream(sha256) {
      try {
        yield* store.stream(sha256);
      } catch (error) {
        throw await why(error, sha256);
      }
    },
  };
}
