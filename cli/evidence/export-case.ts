import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError, messageOf } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { everyOrganisation } from '../as-decider.js';
import { caseIdOf } from '../case/case-reference.js';
import { writeNotice } from '../open-record.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';
import { requireFree, writePackageFile } from './write-package-file.js';

export interface ExportCaseOptions {
  /** Its id or number. */
  readonly case: string;
  /** Folder. */
  readonly out: string;
  readonly user?: string;
  readonly untimestamped?: boolean;
  readonly json?: boolean;
}

/**
 * Writes a package of each advertisement that a case rests on: `2026-12-1.wacz`, `2026-12-2.wacz`, … Each is whole or not there; when one
 * cannot be written those before it stay, and the same command into another folder writes them all anew.
 */
export function exportCase(options: ExportCaseOptions): Promise<ExitCode> {
  const settings = readSettings();
  return withRecord<ExitCode>(async (record) => {
    const id = await caseIdOf(record.database, options.case, await everyOrganisation(record.database));
    const found = await record.database.case.findUniqueOrThrow({
      where: { id },
      include: { postings: { orderBy: [{ addedAt: 'asc' }, { postingId: 'asc' }] } },
    });
    if (found.postings.length === 0)
      throw new InputError('case_without_postings', `The case ${options.case} rests on no advertisement.`);
    const folder = resolve(options.out);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw new InputError('folder_unusable', `${folder} cannot be made: ${messageOf(cause)}.`, { cause });
    });
    const wanted = found.postings.map(({ postingId }, index) => ({
      posting: postingId,
      file: join(folder, `${found.year}-${found.number}-${index + 1}.wacz`),
    }));
    for (const { file } of wanted) await requireFree(file);
    async function writeAll(by: NamedPerson | null) {
      const packages = [];
      for (const [index, one] of wanted.entries()) {
        writeNotice(`${index + 1} of ${wanted.length}: posting ${one.posting}`);
        const { untimestamped = false } = options;
        packages.push({ ...(await writePackageFile(record, settings, { ...one, untimestamped, by })), file: one.file });
      }
      return packages;
    }
    const packages =
      options.user === undefined
        ? await writeAll(null)
        : await withSession(record.database, options.user, ({ person }) => writeAll(person));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ packages })}\n`);
    else
      for (const { file, packageId, standing } of packages)
        process.stdout.write(`${file}: package ${packageId}, ${standing}\n`);
    return 0;
  });
}
