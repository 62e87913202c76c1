import { findLegalBasis } from '../../casework/legal-basis/find-legal-basis.js';
import type { FailureGroup } from '../../contracts/api/operation/failures.js';
import type { PlatformVersion } from '../../contracts/api/operation/platform-files.js';
import type { PlatformDetail } from '../../contracts/api/operation/platforms.js';
import type { Database } from '../../prisma/open-database.js';
import { groupFailures } from '../../queue/runs/failures.js';
import { readPlatformHealth } from '../../queue/runs/platform-health.js';
import { listSchedules } from '../../queue/schedules/list-schedules.js';
import { platformOf } from '../../queue/steps/platforms-of-versions.js';
import { within } from '../postings/within-jurisdiction.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { completeRows } from './list-platforms.js';
import { readRuns } from './list-runs.js';
import { scheduleOf } from './list-schedules.js';
import { unknownPlatform } from './own-platform.js';

const mostAlarms = 10;
const mostVersions = 50;
const mostRuns = 10;
/** Of robots.txt, in characters. */
const shownRobots = 4_000;

/** Everything that an operator asks about one platform. */
export async function readPlatform(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
): Promise<PlatformDetail> {
  const at = now();
  const platform = await db.platform.findFirst({
    where: { id, removedAt: null, ...within(jurisdiction) },
    include: {
      organisation: { select: { name: true } },
      versions: { orderBy: { number: 'desc' }, take: mostVersions, include: { savedBy: { select: { name: true } } } },
      fetchMethods: { orderBy: { kind: 'asc' } },
      layoutAlarms: { orderBy: { raisedAt: 'desc' }, take: mostAlarms },
    },
  });
  const newest = platform?.versions[0];
  if (platform === null || newest === undefined) throw unknownPlatform();
  const file = platformOf(newest);
  const [health, basis, runs, failures, schedules, robots] = await Promise.all([
    readPlatformHealth(db, at, { platformId: id }),
    findLegalBasis(db, id, at),
    readRuns(db, at, { platformId: id, limit: mostRuns }),
    groupFailures(db, { platformId: id }),
    listSchedules(db, jurisdiction),
    readRobots(db, file.entry),
  ]);
  const [row] = await completeRows(db, health);
  if (row === undefined) throw unknownPlatform();
  const granted = basis && (await db.legalBasis.findUnique({ where: { id: basis.id }, select: { grantedBy: true } }));
  const scheduled = schedules.find(({ platformId }) => platformId === id);
  return {
    ...row,
    organisation: platform.organisation.name,
    ...{ entry: file.entry, fetch: file.fetch ?? null, pace: file.pace, limits: file.limits, robots },
    legalBasis:
      basis === undefined
        ? null
        : { basis: basis.basis, grantedBy: granted?.grantedBy ?? '', validUntil: basis.validUntil.toISOString() },
    methods: platform.fetchMethods.map(({ kind, method, forHttp, forBrowser, settledAt, recheckAt }) => ({
      ...{ kind, method, forHttp, forBrowser },
      settledAt: settledAt?.toISOString() ?? null,
      recheckAt: recheckAt?.toISOString() ?? null,
    })),
    alarms: platform.layoutAlarms.map(({ raisedAt, closedAt, ...alarm }) => ({
      ...alarm,
      raisedAt: raisedAt.toISOString(),
      closedAt: closedAt?.toISOString() ?? null,
    })),
    versions: platform.versions.map(({ number, savedBy, createdAt }) => ({
      ...{ number, savedBy: savedBy?.name ?? null, createdAt: createdAt.toISOString() },
    })),
    scheduled: scheduled === undefined ? null : scheduleOf(scheduled),
    runs,
    failures: failures.map((group): FailureGroup => ({ ...group, platformName: platform.name })),
  };
}

/** A version's text and that of the one before. @throws RequestError 404 */
export async function readVersion(
  { db }: Pick<Sources, 'db'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
  number: number,
): Promise<PlatformVersion> {
  const versions = await db.platformVersion.findMany({
    where: { platform: { id, removedAt: null, ...within(jurisdiction) }, number: { in: [number, number - 1] } },
    select: { number: true, yaml: true, createdAt: true, savedBy: { select: { name: true } } },
  });
  const version = versions.find((each) => each.number === number);
  if (version === undefined) throw new RequestError(404, 'version_unknown', '没有平台文件的这个版本。');
  return {
    ...{ number, yaml: version.yaml, savedBy: version.savedBy?.name ?? null },
    createdAt: version.createdAt.toISOString(),
    before: versions.find((each) => each.number === number - 1)?.yaml ?? null,
  };
}

/** What robots.txt of the platform's origins said last. */
async function readRobots(db: Database, entry: readonly string[]): Promise<PlatformDetail['robots']> {
  const origins = [...new Set(entry.map((url) => new URL(url).origin))];
  const copies = await db.robotsCopy.findMany({
    where: { origin: { in: origins } },
    orderBy: [{ origin: 'asc' }, { fetchedAt: 'desc' }, { id: 'desc' }],
    distinct: ['origin'],
  });
  return origins.map((origin) => {
    const copy = copies.find((each) => each.origin === origin);
    if (copy === undefined) return { origin, outcome: null, fetchedAt: null, expiresAt: null, text: '' };
    const { outcome, text, fetchedAt, expiresAt } = copy;
    return {
      origin,
      outcome: outcome === 'rules' || outcome === 'absent' ? outcome : 'unreachable',
      fetchedAt: fetchedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      text: text.slice(0, shownRobots),
    };
  });
}
