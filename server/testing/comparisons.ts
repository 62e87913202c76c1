import { activateRelease, newestActivationId, requireEverything } from '../../casework/releases/activate-release.js';
import type { Activated, ComparisonRun } from '../../contracts/api/testing.js';
import { textFields } from '../../contracts/posting-row.js';
import type { JsonValue } from '../../evidence/verify/canonical-json.js';
import { registerRelease } from '../../queue/register-release.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import type { ComparedUpload, LatePosting } from './compare-releases.js';
import { runThread } from './run-thread.js';
import type { TestRun } from './test-runs.js';

type Comparisons = Pick<Sources, 'db' | 'blobs' | 'judging' | 'now'>;

/** Postings judged lately that a challenger is tried on: so many change hands in a day, and judging them twice takes a second. */
const latePostings = 1_000;

/** Starts to compare a release with the one in force. */
export async function startComparison(
  { db, judging }: Comparisons,
  { person: { id: userId }, jurisdiction }: Session,
  { name, bytes: challengerBytes }: { name: string; bytes: Uint8Array },
): Promise<ComparisonRun> {
  const { frozenFolder } = judging;
  // Before the release is read: one that is activated in between makes the activation start anew, never pass unseen.
  const replacedActivationId = await newestActivationId(db);
  const { bytes: championBytes } = await judging.current.read();
  const lately = await readLately(db, jurisdiction);
  const run = judging.comparisons.start({ userId, name }, async (tell, signal) => {
    const task = { kind: 'comparison' as const, championBytes, challengerBytes, frozenFolder, lately };
    const compared = await runThread<'comparison'>(task, tell, signal);
    return { ...compared, challengerBytes, replacedActivationId };
  });
  return shown(run);
}

/** A run as its person sees it. */
export function shown({ id, name, state, progress, failure, result }: TestRun<ComparedUpload>): ComparisonRun {
  const seen = result && { comparison: result.comparison, examples: result.examples };
  return { ...{ id, name, state, progress, failure }, result: seen };
}

/** The newest versions with a verdict. */
async function readLately(db: Sources['db'], jurisdiction: readonly string[]): Promise<LatePosting[]> {
  const rows = await db.verdict.findMany({
    where: { postingVersion: { posting: { platform: { organisationId: { in: [...jurisdiction] } } } } },
    orderBy: { id: 'desc' },
    take: latePostings,
    select: { postingVersion: true },
  });
  // One version may have verdicts by several releases.
  const versions = new Map(rows.map(({ postingVersion }) => [postingVersion.id, postingVersion]));
  return [...versions.values()].map((version) => {
    const row: LatePosting = { id: version.postingId, text: version.text };
    for (const field of textFields) if (version[field] !== '') row[field] = version[field];
    return row;
  });
}

/**
 * Lets the compared challenger judge from now on: every process that works on this record takes it up within a minute.
 * @throws RequestError 409 `release_set`, `run_unfinished`; RefusedError from activateRelease
 */
export async function activateCompared(
  { db, blobs, judging, now }: Comparisons,
  session: Session,
  runId: string,
): Promise<Activated> {
  if (session.origin !== 'page')
    throw new RequestError(403, 'token_insufficient', '令牌只能读取和筛查；启用研判版本须由主管登录后进行。');
  if (judging.own.isSet)
    throw new RequestError(
      409,
      'release_set',
      '部署设置（GUAZHENG_RELEASE）已指定研判版本，须由系统管理员先取消该设置。',
    );
  const { result } = judging.comparisons.find(runId, session.person.id);
  if (result === null) throw new RequestError(409, 'run_unfinished', '比较尚未完成。');
  const { comparison, challengerBytes, replacedActivationId } = result;
  const { champion, challenger, refusal } = comparison;
  const activate = () =>
    activateRelease(
      db,
      session,
      {
        ...{ releaseId: challenger.id, replacedId: champion.id, replacedActivationId, refusal },
        // As JSON holds it.
        comparison: JSON.parse(JSON.stringify(comparison)) as JsonValue,
      },
      now(),
    );
  await requireEverything(db, session);
  if (refusal === null) await registerRelease(db, blobs, { id: challenger.id, bytes: challengerBytes }, now());
  const { id, releaseId, activatedAt } = await activate();
  return { id, release: releaseId, by: session.person.name, at: activatedAt.toISOString(), replaced: champion.id };
}
