import { beforeAll, describe, expect, test } from 'vitest';
import {
  type LedgerEntryFields,
  type LedgerExtract,
  ledgerExtract,
  packagePaths,
} from '../../../contracts/evidence-package.js';
import { hashEntryFields } from '../../../evidence/ledger/entry-text.js';
import { type Control, codesOf, verify } from './exported-package.js';
import { edit, forgeWith, type Members, pack, unpack } from './forge.js';
import { type ForgedLedger, forgeLedger } from './forge-ledger.js';

type Entry = LedgerExtract['entries'][number];

export const tamperedLedger = (openedControl: () => Control) =>
  describe('a package whose ledger was tampered with, signed by whoever has the key', () => {
    let control: Control;
    let members: Members;
    beforeAll(() => {
      control = openedControl();
    });

    const check = async (changed: Members) => {
      const report = await verify(await pack(changed), { trustAnchors: [control.authority.caPem] });
      return { result: report.result, codes: codesOf(report) };
    };
    const refused = (...codes: string[]) => ({ result: 'not valid', codes });
    const find = ({ entries }: LedgerExtract, kind: string): Entry => {
      const found = entries.find(({ entry }) => entry.kind === kind);
      if (found === undefined) throw new Error(`the extract has no ${kind}`);
      return found;
    };
    const remove = (extract: LedgerExtract, kind: string): void => {
      extract.entries = extract.entries.filter(({ entry }) => entry.kind !== kind);
    };
    /** No more than clocks may differ, so that nothing but the ledger itself speaks against it. */
    const earlier = (entry: LedgerEntryFields): void => {
      entry.at = new Date(Date.parse(entry.at) - 60_000).toISOString();
    };

    test('is valid when the extract is only written again, and when the whole ledger is', async () => {
      members = await unpack(control.zip);
      edit(members, packagePaths.ledger, ledgerExtract, () => undefined);
      await forgeWith(control.key, members);
      expect(await check(members)).toEqual({ result: 'valid', codes: [] });
      await forgeLedger(control.world.database, control.key, members, { change: (all) => all, seals: 'kept' });
      expect(await check(members)).toEqual({ result: 'valid', codes: [] });
    });

    describe('in the extract alone', () => {
      test.each<[string, string[], (extract: LedgerExtract) => void]>([
        [
          'an entry edited',
          ['ledger_entry_changed', 'ledger_custody_unknown'],
          (extract) => earlier(find(extract, 'capture.ordered').entry),
        ],
        [
          'an entry edited, with its hash made anew',
          ['ledger_not_included', 'ledger_custody_unknown', 'ledger_seal_wrong'],
          (extract) => {
            const edited = find(extract, 'evidence.captured');
            earlier(edited.entry);
            edited.hash = hashEntryFields(edited.entry);
          },
        ],
        [
          'the capture’s entry removed',
          ['ledger_record_unknown', 'ledger_custody_unknown'],
          (extract) => remove(extract, 'evidence.captured'),
        ],
        [
          'the verdict’s entry removed',
          ['ledger_decision_unknown', 'ledger_custody_unknown', 'standing_unfounded'],
          (extract) => remove(extract, 'verdict.given'),
        ],
        [
          'the order’s entry removed',
          ['ledger_decision_unknown', 'ledger_custody_unknown', 'standing_unfounded'],
          (extract) => remove(extract, 'package.ordered'),
        ],
        [
          'the confirmations’ entries removed',
          ['ledger_decision_unknown', 'ledger_custody_unknown', 'standing_unfounded'],
          (extract) => remove(extract, 'capture.confirmed'),
        ],
        [
          'an entry of the custody log alone removed',
          ['ledger_custody_unknown'],
          (extract) => remove(extract, 'capture.ordered'),
        ],
        ['the key’s entry removed', ['signer_unknown_to_ledger'], (extract) => remove(extract, 'key.introduced')],
        ['the newest entry removed', ['ledger_head_mismatch'], (extract) => void extract.entries.pop()],
        [
          'two entries exchanged',
          ['ledger_malformed'],
          ({ entries }) => {
            const [first, second] = entries.splice(0, 2);
            if (first !== undefined && second !== undefined) entries.unshift(second, first);
          },
        ],
        [
          'two entries exchanged with their numbers',
          ['ledger_entry_changed', 'ledger_fork', 'ledger_not_included', 'ledger_custody_unknown'],
          ({ entries }) => {
            // Two that adjoin in the ledger as well, and that no sealed head ends with.
            const place = entries.findIndex(({ entry }) => entry.kind === 'capture.confirmed');
            const [first, second] = entries.slice(place, place + 2);
            if (first === undefined || second === undefined) return;
            const { sequence } = first.entry;
            first.entry.sequence = second.entry.sequence;
            second.entry.sequence = sequence;
            entries.splice(place, 2, second, first);
          },
        ],
        [
          'two entries of one number',
          ['ledger_fork', 'ledger_not_included'],
          (extract) => {
            const place = extract.entries.indexOf(find(extract, 'capture.ordered'));
            const { entry, proof } = find(extract, 'capture.ordered');
            const other = { ...entry, subjectId: 'another' };
            extract.entries.splice(place, 0, { entry: other, hash: hashEntryFields(other), proof });
          },
        ],
        [
          'a head that is smaller than its entries',
          ['ledger_not_included', 'ledger_head_mismatch', 'ledger_seal_wrong'],
          ({ head }) => {
            head.size -= 1;
          },
        ],
        [
          'a head with another root',
          ['ledger_not_included', 'ledger_seal_wrong'],
          ({ head }) => {
            head.root = '0'.repeat(64);
          },
        ],
        [
          'a head with another hash',
          ['ledger_head_mismatch'],
          ({ head }) => {
            head.hash = '0'.repeat(64);
          },
        ],
        [
          'a sealed head with another hash',
          ['ledger_seal_wrong'],
          ({ seals: [seal] }) => {
            if (seal !== undefined) seal.head.hash = '0'.repeat(64);
          },
        ],
        [
          'the timestamp of another head',
          ['ledger_seal_wrong'],
          ({ seals: [first, second] }) => {
            if (first !== undefined && second !== undefined) first.timestamps = second.timestamps;
          },
        ],
        [
          'a consistency proof of another head',
          ['ledger_seal_wrong'],
          ({ seals: [first, second] }) => {
            if (first !== undefined && second !== undefined) first.consistency = second.consistency;
          },
        ],
      ])('%s', async (_, codes, change) => {
        members = await unpack(control.zip);
        edit(members, packagePaths.ledger, ledgerExtract, change);
        await forgeWith(control.key, members, (manifest) => {
          manifest.ledger = ledgerExtract.parse(JSON.parse(String(members.get(packagePaths.ledger)))).head;
        });
        expect(await check(members)).toEqual(refused(...codes));
      });
    });

    describe('in the whole ledger, written anew', () => {
      const change: [string, string[], ForgedLedger['change']][] = [
        [
          'with every entry a minute earlier',
          ['ledger_seal_wrong'],
          (entries) => {
            entries.forEach(earlier);
            return entries;
          },
        ],
        ['with an entry removed', ['ledger_seal_wrong'], (entries) => entries.toSpliced(2, 1)],
        [
          'with two entries exchanged',
          ['ledger_seal_wrong'],
          ([a, b, ...rest]) => (a === undefined || b === undefined ? [] : [b, a, ...rest]),
        ],
        [
          'with an entry put in',
          // It moves the order behind the last sealed head as well.
          ['ledger_seal_missing', 'ledger_seal_wrong'],
          (entries) => {
            const [first] = entries;
            return first === undefined ? [] : [{ ...first, subjectId: 'another' }, ...entries];
          },
        ],
        [
          'with another beginning',
          ['ledger_seal_wrong'],
          ([first, ...rest]) => (first === undefined ? [] : [{ ...first, subjectId: 'another' }, ...rest]),
        ],
      ];
      test.each(change)('%s', async (_, codes, rewrite) => {
        members = await unpack(control.zip);
        await forgeLedger(control.world.database, control.key, members, { change: rewrite, seals: 'kept' });
        expect(await check(members)).toEqual(refused(...codes));
        await forgeLedger(control.world.database, control.key, members, { change: rewrite, seals: 'dropped' });
        expect(await check(members)).toEqual(refused('ledger_seal_missing'));
      });

      test('cut off before the package was ordered', async () => {
        members = await unpack(control.zip);
        await forgeLedger(control.world.database, control.key, members, {
          change: (entries) =>
            entries.slice(
              0,
              entries.findIndex(({ kind }) => kind === 'package.ordered'),
            ),
          seals: 'kept',
        });
        expect(await check(members)).toEqual(refused('ledger_decision_unknown', 'standing_unfounded'));
      });
    });
  });
