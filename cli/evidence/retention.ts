import { join } from 'node:path';
import { readRetentionRules } from '../../evidence/retention/retention-rules.js';
import { listExpiredBlobs, type RetentionReport, retireBlobs } from '../../evidence/retention/retire-blobs.js';
import { projectFolder } from '../project-folder.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng evidence retention`: which blobs are past their term, by rule; with `--apply` they are deleted. */
export async function retention(options: { apply?: boolean; json?: boolean }): Promise<ExitCode> {
  const rules = await readRetentionRules(join(projectFolder(), 'evidence', 'retention', 'rules.yaml'));
  return withRecord<ExitCode>(async ({ database, blobs }) => {
    const apply = options.apply === true;
    const now = new Date();
    const report = apply
      ? await retireBlobs(database, blobs, rules, now, (deleted) => process.stderr.write(`${deleted} blobs deleted\n`))
      : await listExpiredBlobs(database, rules, now);
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ applied: apply, rules: report })}\n` : inWords(report, apply),
    );
    return 0;
  });
}

function inWords(report: RetentionReport, applied: boolean): string {
  const rows = Object.entries(report).map(([rule, { blobs, bytes }]) => [rule, blobs, (bytes / 1e6).toFixed(1)]);
  const blobs = Object.values(report).reduce((sum, of) => sum + of.blobs, 0);
  const ending = applied
    ? `${blobs} blobs were deleted.`
    : blobs === 0
      ? 'No blob is past its term.'
      : `${blobs} blobs are past their term; --apply deletes them.`;
  return `${table(['rule', 'blobs', 'MB'], rows)}${ending}\n`;
}
