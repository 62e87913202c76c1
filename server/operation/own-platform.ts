import type { Database } from '../../prisma/open-database.js';
import { within } from '../postings/within-jurisdiction.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';

type Jurisdiction = Pick<Session, 'jurisdiction'>;

/** @throws RequestError 404 unless it is a platform of the person's jurisdiction that is not removed */
export async function requireOwnPlatform(db: Database, { jurisdiction }: Jurisdiction, id: string): Promise<void> {
  const platform = await db.platform.findFirst({
    where: { id, removedAt: null, ...within(jurisdiction) },
    select: { id: true },
  });
  if (platform === null) throw unknownPlatform();
}

/** A handler that lets a person act on a platform of their jurisdiction; what the act gives back is nobody's answer. */
export function onOwnPlatform(act: (db: Database, platformId: string, now: Date, by: string) => Promise<unknown>) {
  return async ({ db, now }: Sources, { session, params }: { session: Session; params: { id: string } }) => {
    await requireOwnPlatform(db, session, params.id);
    await act(db, params.id, now(), session.person.id);
  };
}

/** The platform of a run. @throws RequestError 404 unless it is a run of the person's jurisdiction */
export async function requireOwnRun(db: Database, { jurisdiction }: Jurisdiction, id: string): Promise<string> {
  const run = await db.crawlRun.findFirst({
    where: { id, platformVersion: { platform: within(jurisdiction) } },
    select: { platformVersion: { select: { platformId: true } } },
  });
  if (run === null) throw new RequestError(404, 'run_unknown', '没有这个采集批次。');
  return run.platformVersion.platformId;
}

export const unknownPlatform = () => new RequestError(404, 'platform_unknown', '没有这个平台，可能已被移除。');
