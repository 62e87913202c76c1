import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { importLicences, type LicenceImport } from '../../casework/agencies/import-licences.js';
import { type LicenceRow, readLicences } from '../../casework/agencies/licence-rows.js';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { printable } from '../../text/printable.js';
import { registerLinesOf, requireRegister } from '../compare/register-file.js';
import { bytesOf } from '../file-bytes.js';
import { type OutputFile, openOutputFile } from '../output-file.js';
import type { ExitCode } from '../run-command.js';
import { refuseOverwriting } from '../scan/refuse-overwriting.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';

export interface ImportOptions {
  readonly user: string;
  readonly rejects?: string;
  readonly json?: boolean;
}

/** Rejected rows told on standard error; further ones are in `--rejects` and in the count. */
const mostProblemsTold = 20;

/** `guazheng import licences FILE --user NAME`: a file of the register of 人力资源服务许可证, taken in whole or not at all. */
export async function importLicenceFile(file: string, options: ImportOptions): Promise<ExitCode> {
  await requireRegister(file);
  const outputs = options.rejects === undefined ? [] : [options.rejects];
  await refuseOverwriting([file], outputs);
  const rejects = options.rejects === undefined ? undefined : await openOutputFile(options.rejects);
  try {
    const read = await readFile(file, rejects);
    const imported = await withRecord(({ database }) =>
      withSession(database, options.user, (session) => importLicences(database, session, read, new Date())),
    );
    await rejects?.flush();
    await rejects?.publish();
    tell(read, imported, options);
    return 0;
  } finally {
    await rejects?.discard();
  }
}

interface ReadFile {
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
  readonly licences: readonly LicenceRow[];
}

/** A register of licences has some tens of thousands of rows: it is held whole, and its hash is that of the bytes that were read. */
async function readFile(file: string, rejects: OutputFile | undefined): Promise<ReadFile> {
  const hash = createHash('sha256');
  async function* hashed() {
    for await (const bytes of bytesOf(file)) {
      hash.update(bytes);
      yield bytes;
    }
  }
  let rejected = 0;
  const { licences, rows } = await readLicences(
    registerLinesOf(hashed(), file),
    file,
    shanghaiDay(new Date()),
    async (row) => {
      rejected++;
      if (rejected <= mostProblemsTold)
        process.stderr.write(`${file}, line ${row.line}: ${printable(row.reason, 300)}\n`);
      else if (rejected === mostProblemsTold + 1)
        process.stderr.write('Further rows that are kept out are only counted here.\n');
      await rejects?.write(`${JSON.stringify({ file, ...row })}\n`);
    },
  );
  return { name: basename(file), sha256: hash.digest('hex'), rows, licences };
}

function tell({ rows, licences }: ReadFile, { id, importedAt, isKnown }: LicenceImport, options: ImportOptions): void {
  const rejected = rows - licences.length;
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify({ import: id, known: isKnown, rows, licences: licences.length, rejected })}\n`,
    );
    return;
  }
  if (isKnown) {
    process.stdout.write(
      `This file was imported already, ${importedAt.toISOString()}, as ${id}; nothing was written. Undo that import to take it in anew.\n`,
    );
    return;
  }
  const hint = rejected === 0 || options.rejects !== undefined ? '' : ' (--rejects FILE keeps them)';
  process.stdout.write(
    `${licences.length} licences were imported as ${id}; ${rejected} of ${rows} rows were kept out${hint}.\n`,
  );
}
