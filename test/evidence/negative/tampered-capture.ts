import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { packagePaths } from '../../../contracts/evidence-package.js';
import { evidenceRecord } from '../../../contracts/evidence-record.js';
import { hashBytes } from '../../../evidence/package/hash-content.js';
import { type Control, codesOf, verify } from './exported-package.js';
import { contentOf, edit, forgeWith, type Members, pack, unpack } from './forge.js';
import { type ForgedLedger, forgeLedger } from './forge-ledger.js';

const { record, warc, screenshot } = packagePaths;
const day = 24 * 3_600_000;

export const tamperedCapture = (openedControl: () => Control) =>
  describe('a package whose capture was tampered with, signed by whoever has the key', () => {
    let control: Control;
    beforeAll(() => {
      control = openedControl();
    });

    async function check(members: Members) {
      const report = await verify(await pack(members), { trustAnchors: [control.authority.caPem] });
      return { result: report.result, codes: codesOf(report) };
    }
    const refused = (...codes: string[]) => ({ result: 'not valid', codes });
    const forge = (members: Members, change?: Parameters<typeof forgeWith>[2]) =>
      forgeWith(control.key, members, change);

    test('is valid with its own capture', async () => {
      expect(await check(await unpack(control.zip))).toEqual({ result: 'valid', codes: [] });
    });

    describe('another time of the capture', () => {
      /** The record's times, and the manifest's, moved. */
      async function backDated(days: number): Promise<Members> {
        const members = await unpack(control.zip);
        const moved = (time: string): string => new Date(Date.parse(time) - days * day).toISOString();
        edit(members, record, evidenceRecord, (value) => {
          value.page.startedAt = moved(value.page.startedAt);
          value.page.finishedAt = moved(value.page.finishedAt);
          value.order.at = moved(value.order.at);
          for (const step of value.entrySteps) step.at = moved(step.at);
          if (value.comparison !== null) value.comparison.seenAt = moved(value.comparison.seenAt);
        });
        await forge(members, ({ capture }) => {
          capture.startedAt = moved(capture.startedAt);
          capture.finishedAt = moved(capture.finishedAt);
        });
        return members;
      }
      /** The ledger names the changed record. */
      const naming =
        (members: Members, back = 0): ForgedLedger['change'] =>
        (entries) => {
          const { sha256: hash } = hashBytes(contentOf(members, record));
          for (const entry of entries) {
            entry.at = new Date(Date.parse(entry.at) - back * day).toISOString();
            if (entry.kind === 'evidence.captured') entry.subjectSha256 = hash;
          }
          return entries;
        };

      test('than the ledger’s hash is of', async () => {
        expect(await check(await backDated(1))).toEqual(refused('ledger_record_unknown'));
      });

      test('with a ledger written anew for it, against which the timestamps of its sealed heads stand', async () => {
        const members = await backDated(1);
        const { database } = control.world;
        await forgeLedger(database, control.key, members, { change: naming(members, 1), seals: 'kept' });
        expect(await check(members)).toEqual(refused('ledger_seal_wrong'));
        await forgeLedger(database, control.key, members, { change: naming(members, 1), seals: 'dropped' });
        expect(await check(members)).toEqual(refused('ledger_seal_missing'));
      });

      test('than that of its entry, which was written when it says', async () => {
        const members = await backDated(1);
        const seals = { authority: control.authority.url };
        await forgeLedger(control.world.database, control.key, members, { change: naming(members), seals });
        expect(await check(members)).toEqual(refused('record_backdated'));
      });

      test('later than its entry', async () => {
        const members = await backDated(-1);
        const seals = { authority: control.authority.url };
        await forgeLedger(control.world.database, control.key, members, { change: naming(members), seals });
        expect(await check(members)).toEqual(refused('timestamp_before_capture', 'record_backdated'));
      });
    });

    describe('another page', () => {
      /** The archive with one sum of money changed in it; its digests stay. */
      function changedArchive(members: Members, digests: 'kept' | 'made anew'): Buffer {
        // Every record is a gzip member of its own; together they are one as well.
        const before = gunzipSync(contentOf(members, warc)).toString('latin1');
        const sum = Buffer.from('年付3.2万').toString('latin1');
        const other = Buffer.from('年付8.2万').toString('latin1');
        expect(before).toContain(sum);
        let after = before.replaceAll(sum, other);
        if (digests === 'made anew')
          for (const [whole, head = '', block = ''] of before.matchAll(
            /(WARC\/1\.1\r\n[\s\S]*?\r\n\r\n)([\s\S]*?)\r\n\r\n(?=WARC|$)/g,
          )) {
            if (!block.includes(sum)) continue;
            const changed = block.replaceAll(sum, other);
            const hash = (text: string): string => `sha256:${hashBytes(Buffer.from(text, 'latin1')).sha256}`;
            const payload = changed.slice(changed.indexOf('\r\n\r\n') + 4);
            const isHttp = head.includes('application/http');
            const right = head
              .replace(/(WARC-Block-Digest: )\S+/, `$1${hash(changed)}`)
              .replace(/(WARC-Payload-Digest: )\S+/, `$1${hash(isHttp ? payload : changed)}`);
            after = after.replace(head, right);
            expect(whole).not.toBe('');
          }
        return gzipSync(Buffer.from(after, 'latin1'));
      }
      const inRecord = (members: Members, path: string): void =>
        edit(members, record, evidenceRecord, ({ files }) => {
          for (const file of files) if (file.path === path) Object.assign(file, hashBytes(contentOf(members, path)));
        });

      test('in the web archive', async () => {
        const members = await unpack(control.zip);
        members.set(warc, changedArchive(members, 'kept'));
        await forge(members);
        expect(await check(members)).toEqual(refused('record_files_mismatch', 'warc_digest_wrong'));
      });

      test('in the web archive and its digests, which the record speaks against, and the ledger against another record', async () => {
        const members = await unpack(control.zip);
        members.set(warc, changedArchive(members, 'made anew'));
        await forge(members);
        expect(await check(members)).toEqual(refused('record_files_mismatch'));
        inRecord(members, warc);
        await forge(members);
        expect(await check(members)).toEqual(refused('ledger_record_unknown'));
      });

      test('in the picture', async () => {
        const members = await unpack(control.zip);
        members.set(screenshot, Buffer.from('another picture'));
        await forge(members);
        expect(await check(members)).toEqual(refused('record_files_mismatch'));
        inRecord(members, screenshot);
        await forge(members);
        expect(await check(members)).toEqual(refused('ledger_record_unknown'));
      });

      test('that the record does not know of', async () => {
        const members = await unpack(control.zip);
        edit(members, record, evidenceRecord, (value) => {
          value.files = value.files.filter(({ path }) => path !== screenshot);
        });
        await forge(members);
        expect(await check(members)).toEqual(refused('ledger_record_unknown', 'record_files_mismatch'));
      });

      test('of another posting', async () => {
        const members = await unpack(control.zip);
        await forge(members, (manifest) => {
          manifest.posting.url = 'http://another.test/1';
        });
        expect(await check(members)).toEqual(refused('record_mismatch'));
      });
    });
  });
