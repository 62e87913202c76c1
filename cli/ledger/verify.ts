import { readHeadFiles } from '../../evidence/ledger/head-files.js';
import { readKeptHead } from '../../evidence/ledger/read-kept-head.js';
import { type LedgerReport, verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { showProgress } from '../progress.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { withRecord } from '../with-record.js';

/**
 * `guazheng ledger verify`: recomputes the ledger and compares it with the record, the heads in GUAZHENG_HOME/ledger-heads, and those in the
 * files of `--head` (head files, packages, backups). Exit 1 when it does not hold, naming the first bad entry.
 */
export async function verifyLedgerCommand(options: { json?: boolean; head?: readonly string[] }): Promise<ExitCode> {
  // Before the ledger: a head that is kept while the ledger is read is not ahead of it then.
  const heads = await readHeadFiles(readSettings().ledgerHeadsFolder);
  for (const file of options.head ?? []) heads.push(await readKeptHead(file));
  return withRecord<ExitCode>(async ({ database, blobs }) => {
    const progress = showProgress('ledger');
    try {
      const report = await verifyLedger(database, {
        heads,
        blobs,
        progress: (checked, entries) =>
          progress.update(checked / Math.max(entries, 1), `${checked} of ${entries} entries`),
      });
      progress.stop();
      process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : inWords(report, heads.length));
      return report.ok ? 0 : 1;
    } finally {
      progress.stop();
    }
  });
}

function inWords({ entries, firstBad }: LedgerReport, heads: number): string {
  return firstBad === undefined
    ? `The ledger holds: ${entries} entries, compared with ${heads} head(s) that were kept outside the database.\n`
    : `The ledger does not hold (${entries} entries). Entry ${firstBad.sequence}: ${firstBad.why}.\n`;
}
