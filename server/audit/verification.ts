import { createHash } from 'node:crypto';
import type { Verification } from '../../contracts/api/audit.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { readHeadFiles } from '../../evidence/ledger/head-files.js';
import { type LedgerReport, verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import type { Database } from '../../prisma/open-database.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { chineseFault } from './chinese-faults.js';

type Run = Exclude<Verification, { state: 'never' }>;

interface Kept {
  readonly run: Run;
  readonly organisationId: string;
}

/** What is checked, by its database: the state of a check is of this process and need not outlive it. */
const runs = new WeakMap<Database, Kept>();

/** The check that runs, or the last one. Who started it is named to those in whose jurisdiction that person is. */
export function readVerification(
  { db }: Pick<Sources, 'db'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
): Verification {
  const kept = runs.get(db);
  if (kept === undefined) return { state: 'never' };
  return jurisdiction.includes(kept.organisationId) ? kept.run : { ...kept.run, byName: null };
}

/**
 * Starts the same check as `guazheng ledger verify`. It goes on after the answer.
 *
 * A ledger that holds gets the entry `ledger.verified`: who checked it, when, and how far. One that does not gets none: nothing is built on a
 * broken chain, and a new entry would hide where a cut one ended.
 *
 * @param failed hears of a check that could not be done
 * @throws RequestError 409 while another runs
 */
export function startVerification(
  sources: Pick<Sources, 'db' | 'blobs' | 'now' | 'ledgerHeadsFolder'>,
  session: Session,
  failed: (error: unknown) => void,
): Verification {
  const { db, now } = sources;
  if (runs.get(db)?.run.state === 'running')
    throw new RequestError(409, 'verification_running', '已有一次核验正在进行，请等它结束。');
  const started = { startedAt: now().toISOString(), byName: session.person.name };
  const keep = (run: Run): void => {
    runs.set(db, { run, organisationId: session.organisationId });
  };
  keep({ ...started, state: 'running', checked: 0, entries: 0 });
  verify(sources, session, (checked, entries) => keep({ ...started, state: 'running', checked, entries })).then(
    ({ report, heads }) =>
      keep({
        ...started,
        state: 'finished',
        finishedAt: now().toISOString(),
        ...{ heads, entries: report.entries, ok: report.ok },
        firstBad:
          report.firstBad === undefined
            ? null
            : { sequence: report.firstBad.sequence, why: chineseFault(report.firstBad.why) },
      }),
    (error: unknown) => {
      keep({ ...started, state: 'failed', finishedAt: now().toISOString() });
      failed(error);
    },
  );
  return readVerification(sources, session);
}

async function verify(
  { db, blobs, now, ledgerHeadsFolder }: Pick<Sources, 'db' | 'blobs' | 'now' | 'ledgerHeadsFolder'>,
  session: Session,
  progress: (checked: number, entries: number) => void,
): Promise<{ report: LedgerReport; heads: number }> {
  // Before the ledger: a head that is kept while the ledger is read is not ahead of it then.
  const heads = ledgerHeadsFolder === undefined ? [] : await readHeadFiles(ledgerHeadsFolder);
  const report = await verifyLedger(db, { heads, blobs, progress });
  if (report.ok) {
    const at = now();
    const told = { sessionId: session.id, entries: report.entries, heads: heads.length, at: at.toISOString() };
    const subjectSha256 = createHash('sha256').update(canonicalJson(told)).digest('hex');
    await db.$transaction((transaction) =>
      appendLedgerEntries(transaction, [{ kind: 'ledger.verified', subjectId: session.id, subjectSha256 }], at),
    );
  }
  return { report, heads: heads.length };
}
