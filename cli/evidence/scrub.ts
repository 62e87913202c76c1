import { type ScrubReport, scrub as scrubBlobs } from '../../evidence/blobs/scrub.js';
import { interruption } from '../interruption.js';
import { showProgress } from '../progress.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** How many names are told in words; `--json` has them all. */
const mostNames = 20;

/**
 * `guazheng evidence scrub`: reads every blob that the record names and hashes it again. Exit 1 when one is corrupt or missing.
 *
 * @param options.rate megabytes (10^6 bytes) a second
 */
export async function scrub(options: { rate?: number; json?: boolean }): Promise<ExitCode> {
  const { rate } = options;
  const stop = interruption();
  try {
    return await withRecord<ExitCode>(async ({ database, blobs }) => {
      const progress = showProgress('scrub');
      const report = await scrubBlobs(database, blobs, {
        ...(rate === undefined ? {} : { bytesPerSecond: rate * 1e6 }),
        signal: stop.signal,
        onProgress: (share, { intact, corrupt, missing }) =>
          progress.update(share, `${intact} intact, ${corrupt.length} corrupt, ${missing.length} missing`),
      }).finally(() => progress.stop());
      process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : inWords(report));
      return report.corrupt.length + report.missing.length === 0 ? 0 : 1;
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('Stopped before every blob was read; the next scrub begins anew.\n');
    return 1;
  } finally {
    stop.stopListening();
  }
}

function inWords(report: ScrubReport): string {
  const lines = [
    ...report.corrupt.slice(0, mostNames).map((sha256) => `corrupt: ${sha256}`),
    ...report.missing.slice(0, mostNames).map((sha256) => `missing: ${sha256}`),
  ];
  const told = Math.min(report.corrupt.length, mostNames) + Math.min(report.missing.length, mostNames);
  const untold = report.corrupt.length + report.missing.length - told;
  if (untold > 0) lines.push(`… and ${untold} more; --json names them all`);
  const { intact, bytes, corrupt, missing, retired, unnamed } = report;
  lines.push(
    `${intact} blobs are intact (${(bytes / 1e6).toFixed(1)} MB read), ${corrupt.length} corrupt, ${missing.length} missing; ${retired} were deleted at the end of their term; ${unnamed} more lie in the store that no row names.`,
  );
  if (corrupt.length + missing.length > 0) lines.push('Restore the corrupt and missing ones from a backup.');
  return `${lines.join('\n')}\n`;
}
