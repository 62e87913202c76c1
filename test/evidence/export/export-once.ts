import { join } from 'node:path';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { type ExportedPackage, exportPackage } from '../../../evidence/export/export-package.js';
import { openKeys } from '../../../evidence/keys.js';
import type { Database } from '../../../prisma/open-database.js';

/** What an export needs to know, beside the record. */
export interface ExportOnce {
  /** Where keys and heads are. */
  readonly folder: string;
  readonly postingId: string;
  readonly timestampAuthorities: readonly string[];
  readonly file: string;
  readonly onStep?: (what: string) => void;
}

/** Exports a package as the command does, without its PDF files. */
export async function exportOnce(
  record: { readonly database: Database; readonly blobs: BlobStore },
  { folder, ...what }: ExportOnce,
): Promise<ExportedPackage> {
  return exportPackage(
    { ...record, keys: await openKeys(join(folder, 'keys')), clock: { now: () => new Date() } },
    {
      onStep: () => undefined,
      ...{ ...what, by: null, print: null },
      ...{ software: { name: 'guazheng-watch', version: '0.1' }, verifierPage: Buffer.from('<!doctype html>') },
      ...{ ledgerHeadsFolder: join(folder, 'heads'), becauseSealed: async () => undefined },
    },
  );
}
