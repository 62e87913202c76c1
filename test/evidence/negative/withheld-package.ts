import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pathOfBlob } from '../../../evidence/blobs/blob-name.js';
import { readHeadFiles } from '../../../evidence/ledger/head-files.js';
import { readKeptHead } from '../../../evidence/ledger/read-kept-head.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { tamper } from '../ledger/evidence-rows.js';
import type { Control } from './exported-package.js';
import { manifestOf, unpack } from './forge.js';

export const withheldPackage = (openedControl: () => Control) =>
  describe('a whole package that is deleted', () => {
    let control: Control;
    let file: string;
    let packageId: string;
    /** Number of the entry that says that it was exported. */
    let sequence: number;
    beforeAll(async () => {
      control = openedControl();
      const newest = await control.exported();
      file = newest.file;
      packageId = manifestOf(await unpack(newest.zip)).packageId;
      const entry = await control.world.database.ledgerEntry.findFirstOrThrow({
        where: { kind: 'package.exported', subjectId: packageId },
      });
      sequence = Number(entry.sequence);
    });

    async function ledger() {
      const { database, blobs, folder } = control.world;
      const heads = [...(await readHeadFiles(join(folder, 'heads'))), await readKeptHead(file)];
      return verifyLedger(database, { blobs, heads });
    }

    // In this order: each leaves less than the one before.
    test('from nowhere yet: the ledger holds', async () => {
      expect(await ledger()).toMatchObject({ ok: true });
    });

    test('from the blob store is named by the ledger', async () => {
      const { database, blobs } = control.world;
      const { fileSha256 } = await database.evidencePackage.findFirstOrThrow({ where: { id: packageId } });
      const content = await blobs.get(fileSha256);
      // As somebody with the rights to the folder could.
      await rm(join(control.world.folder, 'blobs', pathOfBlob(fileSha256)));
      const report = await ledger();
      expect(report).toMatchObject({ ok: false, firstBad: { sequence } });
      expect(report.firstBad?.why).toContain(packageId);
      await blobs.put(content);
      expect(await ledger()).toMatchObject({ ok: true });
    });

    test('from the database is named by the ledger', async () => {
      await tamper(control.world.database, `DELETE FROM "EvidencePackage" WHERE "id" = '${packageId}'`);
      const report = await ledger();
      expect(report).toMatchObject({ ok: false, firstBad: { sequence } });
      expect(report.firstBad?.why).toContain(packageId);
    });

    test('with its entry, the newest, cannot be told from the ledger, but the package that somebody holds says more', async () => {
      await tamper(control.world.database, `DELETE FROM "LedgerEntry" WHERE "sequence" >= ${sequence}`);
      expect(await ledger()).toMatchObject({ ok: true });
      await tamper(control.world.database, `DELETE FROM "LedgerEntry" WHERE "sequence" >= ${sequence - 1}`);
      const report = await ledger();
      expect(report).toMatchObject({ ok: false, firstBad: { sequence: sequence - 1 } });
      expect(report.firstBad?.why).toContain(file);
    });
  });
