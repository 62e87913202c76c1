import { activateRelease, newestActivationId } from '../../casework/releases/activate-release.js';
import type { Release } from '../../classifier/release/read-release.js';
import type { JsonValue } from '../../evidence/verify/canonical-json.js';
import { createCurrentRelease } from '../../queue/current-release.js';
import { registerRelease } from '../../queue/register-release.js';
import { compareReleases } from '../../server/testing/compare-releases.js';
import type { Settings } from '../settings.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';
import { frozenFolder, releaseFiles } from './release-files.js';

/**
 * Activates a release in the record, as a supervisor does on the page: every process that works on the record takes it up.
 * @returns the release that was in force before
 * @throws what activateRelease throws
 */
export function activateInRecord(candidate: Release, username: string, settings: Settings): Promise<Release> {
  return withRecord(({ database, blobs }) =>
    withSession(database, username, async (session) => {
      const replacedActivationId = await newestActivationId(database);
      const active = await createCurrentRelease(database, blobs, releaseFiles(settings).own).read();
      const data = { frozenFolder: frozenFolder(), lately: [] };
      const { comparison } = await compareReleases(active, candidate, data, () => undefined);
      if (comparison.refusal === null) await registerRelease(database, blobs, candidate, new Date());
      await activateRelease(
        database,
        session,
        {
          ...{ releaseId: candidate.id, replacedId: active.id, replacedActivationId, refusal: comparison.refusal },
          // As JSON holds it.
          comparison: JSON.parse(JSON.stringify(comparison)) as JsonValue,
        },
        new Date(),
      );
      return active;
    }),
  );
}
