import type { z } from 'zod';
import type { failureGroups, failurePage, rerunAnswer } from '../../contracts/api/operation/failures.js';
import { repeatOnConflict } from '../../queue/repeat-on-conflict.js';
import { groupFailures, listFailures } from '../../queue/runs/failures.js';
import { rerunFailures } from '../../queue/runs/rerun-failures.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { platformNames } from './list-runs.js';
import { requireOwnPlatform } from './own-platform.js';
import type { failureItemQuery, failureQuery, rerunRequest } from './query.js';

type Jurisdiction = Pick<Session, 'jurisdiction'>;

/** Failures by platform and reason, the most frequent first. */
export async function readFailureGroups(
  { db }: Pick<Sources, 'db'>,
  { jurisdiction: organisationIds }: Jurisdiction,
  { platform: platformId, class: errorClass, code, runs }: z.infer<typeof failureQuery>,
): Promise<z.input<typeof failureGroups>> {
  const filter = { platformId, class: errorClass, code, allRuns: runs === 'all', organisationIds };
  const groups = await groupFailures(db, filter);
  const names = await platformNames(
    db,
    groups.map((group) => group.platformId),
  );
  return {
    groups: groups.map((group) => ({ ...group, platformName: names.get(group.platformId) ?? group.platformId })),
  };
}

/** The single failures of a group. */
export async function readFailures(
  { db }: Pick<Sources, 'db'>,
  { jurisdiction: organisationIds }: Jurisdiction,
  { platform: platformId, class: errorClass, code, runs, after, limit }: z.infer<typeof failureItemQuery>,
): Promise<z.input<typeof failurePage>> {
  const filter = { platformId, class: errorClass, code, allRuns: runs === 'all', organisationIds };
  const found = await listFailures(db, filter, { before: after, limit: limit + 1 });
  const failures = found.slice(0, limit);
  return { failures, next: found.length > limit ? (failures.at(-1)?.id ?? null) : null };
}

/** Makes the failures of a group due again, or one of them. */
export async function rerun(
  { db, now, offerJobs }: Pick<Sources, 'db' | 'now' | 'offerJobs'>,
  session: Session,
  { platformId, errorClass, errorCode: code, id: dueWorkId }: z.infer<typeof rerunRequest>,
): Promise<z.infer<typeof rerunAnswer>> {
  const by = session.person.id;
  await requireOwnPlatform(db, session, platformId);
  const filter = { platformId, class: errorClass, code, dueWorkId, organisationIds: session.jurisdiction };
  const { jobs, left } = await repeatOnConflict(() =>
    db.$transaction((transaction) => rerunFailures(transaction, { filter }, now(), by)),
  );
  if (jobs.length === 0 && left.length === 0)
    throw new RequestError(409, 'failures_gone', '这些失败已不在最近一次采集中，或已重新执行，请刷新查看。');
  await offerJobs(jobs);
  return { due: jobs.length, left: [...left] };
}
