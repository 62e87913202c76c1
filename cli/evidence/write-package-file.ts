import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { productOf } from '../../crawler/fetch/fetcher.js';
import { systemClock } from '../../crawler/ports.js';
import { type ExportedPackage, exportPackage } from '../../evidence/export/export-package.js';
import { openKeys } from '../../evidence/keys.js';
import { addDueWork } from '../../queue/due-work.js';
import { type OpenRecord, writeNotice } from '../open-record.js';
import { projectFolder } from '../project-folder.js';
import type { Settings } from '../settings.js';
import { openDocumentPrinter } from './document-printer.js';

export interface PackageWanted {
  readonly posting: string;
  readonly capture?: string;
  readonly untimestamped?: boolean;
  /** Absolute path. */
  readonly file: string;
  readonly by: NamedPerson | null;
}

/** Writes a posting's evidence package, and says on standard error what is under way and what is missing. */
export async function writePackageFile(
  { database, blobs }: OpenRecord,
  settings: Settings,
  options: PackageWanted,
): Promise<ExportedPackage> {
  const { posting: postingId, capture, file, by } = options;
  const timestampAuthorities = options.untimestamped === true ? [] : settings.timestampAuthorities;
  if (settings.timestampAuthorities.length === 0)
    writeNotice('No timestamp authority is set (TSA_URLS): the package will be valid, but untimestamped.');
  const verifierPage = await readVerifierPage();
  const printer = await openDocumentPrinter(settings);
  if (printer.print === null)
    writeNotice('Chromium is not installed: the documents are written as DOCX alone, without PDF.');
  try {
    const exported = await exportPackage(
      { database, blobs, keys: await openKeys(settings.keysFolder), clock: systemClock },
      {
        ...{ postingId, file, by, timestampAuthorities, verifierPage, print: printer.print },
        ...(capture === undefined ? {} : { fullCaptureId: capture }),
        software: productOf(settings.userAgent),
        ledgerHeadsFolder: settings.ledgerHeadsFolder,
        templatesFolder: settings.templatesFolder,
        onStep: (what) => writeNotice(`${what} …`),
        async becauseSealed(transaction, { id }) {
          if (settings.timestampAuthorities.length === 0) return;
          await addDueWork(transaction, [{ step: 'stamp_seal', subjectId: id, crawlRunId: null }], new Date());
        },
      },
    );
    for (const authority of exported.withoutRevocation)
      writeNotice(
        `No revocation list could be had for the timestamp of ${authority}, so that the package is found «cannot be checked» by whoever has none to give with --crl; export it again when the host of the authority's list (CRL) can be reached.`,
      );
    return exported;
  } finally {
    await printer.close();
  }
}

/** @throws InputError `file_exists` */
export async function requireFree(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined)
    throw new InputError('file_exists', `There is a file ${file}; a package replaces none: give another name.`);
}

async function readVerifierPage(): Promise<Uint8Array> {
  const file = join(projectFolder(), 'dist', 'verify.html');
  return readFile(file).catch((error: unknown) => {
    throw new InputError('not_set_up', 'The offline verifier has not been built; run «npm run setup».', {
      cause: error,
    });
  });
}
