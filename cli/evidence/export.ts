import { resolve } from 'node:path';
import { InputError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import type { ExportedPackage } from '../../evidence/export/export-package.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';
import { exportCase } from './export-case.js';
import { requireFree, writePackageFile } from './write-package-file.js';

export interface ExportEvidenceOptions {
  readonly posting?: string;
  readonly case?: string;
  readonly out: string;
  readonly capture?: string;
  readonly user?: string;
  readonly untimestamped?: boolean;
  readonly json?: boolean;
}

/** `guazheng evidence export --posting ID --out FILE`, or `--case ID --out FOLDER`: writes evidence packages. */
export function exportEvidence(options: ExportEvidenceOptions): Promise<ExitCode> {
  const { posting, case: caseId, ...others } = options;
  if (posting === undefined && caseId !== undefined && options.capture === undefined)
    return exportCase({ ...others, case: caseId });
  if (posting !== undefined && caseId === undefined) return exportPosting({ ...others, posting });
  throw new InputError('bad_option', 'Give --posting, with or without --capture, or --case.');
}

function exportPosting(options: Omit<ExportEvidenceOptions, 'case'> & { readonly posting: string }): Promise<ExitCode> {
  const settings = readSettings();
  return withRecord<ExitCode>(async (record) => {
    const file = resolve(options.out);
    await requireFree(file);
    const write = (by: NamedPerson | null) => writePackageFile(record, settings, { ...options, file, by });
    const exported =
      options.user === undefined
        ? await write(null)
        : await withSession(record.database, options.user, ({ person }) => write(person));
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ ...exported, file })}\n` : inWords(exported, options.out),
    );
    return 0;
  });
}

function inWords({ packageId, number, standing, bytes, manifestSha256 }: ExportedPackage, file: string): string {
  const what =
    standing === 'evidence' ? '证据 (confirmed by two officers)' : '线索 (not yet confirmed by two officers)';
  return `${file}: package ${packageId}, number ${number} of its posting, ${what}, ${(bytes / 1_000_000).toFixed(1)} MB.\nSHA-256 of its manifest: ${manifestSha256}\n`;
}
