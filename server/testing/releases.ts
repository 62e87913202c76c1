import type { ReleaseOverview } from '../../contracts/api/testing.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { listNamedReleases } from './named-releases.js';

const mostActivations = 50;

/** In the place of the name of somebody whom the reader does not see. */
const personElsewhere = '其他机关人员';

/** Which release judges and why, which ones there are, and who activated which. */
export async function readReleases(
  { db, judging }: Pick<Sources, 'db' | 'judging'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
): Promise<ReleaseOverview> {
  const [{ id, contents }, named, activations] = await Promise.all([
    judging.current.read(),
    listNamedReleases(judging.releasesFolder),
    db.releaseActivation.findMany({
      orderBy: { id: 'desc' },
      take: mostActivations,
      select: { id: true, releaseId: true, activatedAt: true, user: { select: { name: true, organisationId: true } } },
    }),
  ]);
  const { flagged, borderline } = contents.thresholds;
  return {
    active: {
      ...{ id, trainedOn: contents.trainedOn.length, thresholds: { flagged, borderline } },
      from: judging.own.isSet ? 'setting' : activations.length > 0 ? 'activation' : 'file',
    },
    named: named.map(({ name, release }) => ({
      ...{ name, id: release?.id ?? null, usable: release !== null },
      trainedOn: release?.contents.trainedOn.length ?? 0,
    })),
    activations: activations.map(({ id: activationId, releaseId, activatedAt, user }) => ({
      ...{ id: activationId, release: releaseId, at: activatedAt.toISOString() },
      by: jurisdiction.includes(user.organisationId) ? user.name : personElsewhere,
    })),
  };
}
