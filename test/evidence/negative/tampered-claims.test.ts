import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerExtract, packageCustody, packageDecisions, packagePaths } from '../../../contracts/evidence-package.js';
import type { NamedPerson } from '../../../contracts/evidence-record.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { sha256, tamper } from '../ledger/evidence-rows.js';
import { codesOf, type EvidenceWorld, hasBrowser, openEvidenceWorld, verify } from './exported-package.js';
import { canonical, contentOf, edit, forgeWith, type Members, pack, unpack } from './forge.js';

const { decisions, verdict, posting, custody, ledger } = packagePaths;
const again = '再次核实';
const withoutAgain = `DELETE FROM "CaptureConfirmation" WHERE "note" = '${again}'`;

describe.skipIf(!hasBrowser)('a package that claims what is not so, signed by whoever has the key', () => {
  let world: EvidenceWorld;
  /**
   * Exported while nobody had confirmed the capture, while one officer had, while one officer had
   * twice, while one officer had from two accounts, and when two had.
   */
  let exported: Readonly<Record<'nobody' | 'one' | 'twice' | 'account' | 'two', Buffer>>;
  beforeAll(async () => {
    world = await openEvidenceWorld();
    const [first, second] = world.sessions;
    const next = async (): Promise<Buffer> => (await world.exported()).zip;
    const nobody = await next();
    await world.confirm(first);
    const one = await next();
    await confirmAgain(first.person);
    const twice = await next();
    await confirmAgain({ ...first.person, id: second.person.id });
    const account = await next();
    await tamper(world.world.database, withoutAgain);
    await world.confirm(second);
    exported = { nobody, one, twice, account, two: await next() };
  });
  afterAll(() => world?.close());

  /**
   * Past the check that an officer confirms once: row and entry as somebody writes them who has the database, by the second officer's
   * account. It takes the place of the one that was written so before.
   */
  async function confirmAgain(by: NamedPerson): Promise<void> {
    const { database } = world.world;
    const at = new Date();
    const id = newId();
    const { person, id: sessionId } = world.sessions[1];
    const row = { id, sessionId, note: again };
    await tamper(database, withoutAgain);
    await database.captureConfirmation.create({
      data: { ...row, fullCaptureId: world.fullCaptureId, userId: person.id, by: { ...by }, confirmedAt: at },
    });
    const subjectSha256 = sha256(String(canonical({ ...row, captureId: world.fullCaptureId, by, at })));
    await database.$transaction((transaction) =>
      appendLedgerEntries(transaction, [{ kind: 'capture.confirmed', subjectId: id, subjectSha256 }], at),
    );
  }

  async function check(members: Members) {
    const report = await verify(await pack(members), { trustAnchors: [world.authority.caPem] });
    return { result: report.result, codes: codesOf(report) };
  }
  const refused = (...codes: string[]) => ({ result: 'not valid', codes });
  const valid = { result: 'valid', codes: [] };
  const forge = (members: Members, change?: Parameters<typeof forgeWith>[2]) => forgeWith(world.key, members, change);

  test('is valid while it claims what is so', async () => {
    for (const zip of Object.values(exported)) expect(await check(await unpack(zip))).toEqual(valid);
  });

  describe('that it is evidence', () => {
    test.each(['nobody', 'one', 'twice', 'account'] as const)('when confirmed by: %s', async (which) => {
      const members = await unpack(exported[which]);
      await forge(members, (manifest) => {
        expect(manifest.standing).toBe('clue');
        manifest.standing = 'evidence';
      });
      expect(await check(members)).toEqual(refused('standing_unfounded'));
    });

    test('with a confirmation taken out, and with one of another capture', async () => {
      const members = await unpack(exported.two);
      edit(members, decisions, packageDecisions, ({ confirmations }) => void confirmations.pop());
      await forge(members);
      expect(await check(members)).toEqual(refused('standing_unfounded'));
      const other = await unpack(exported.two);
      edit(other, decisions, packageDecisions, ({ confirmations: [first] }) => {
        if (first !== undefined) first.captureId = 'another';
      });
      await forge(other);
      expect(await check(other)).toEqual(refused('ledger_decision_unknown', 'standing_unfounded'));
    });
  });

  describe('what the ledger does not say', () => {
    test.each<[string, string[], (members: Members) => void]>([
      [
        'a review edited',
        ['ledger_decision_unknown', 'standing_unfounded'],
        (members) =>
          edit(members, decisions, packageDecisions, ({ reviews: [first] }) => {
            if (first !== undefined) first.decision = 'dismissed';
          }),
      ],
      [
        'a review put in',
        ['ledger_decision_unknown', 'standing_unfounded'],
        (members) =>
          edit(members, decisions, packageDecisions, ({ reviews }) => {
            for (const one of reviews.slice(0, 1)) reviews.push({ ...one, id: 'another' });
          }),
      ],
      [
        'a confirmation in another’s name',
        ['ledger_decision_unknown', 'standing_unfounded'],
        (members) =>
          edit(members, decisions, packageDecisions, ({ confirmations: [first] }) => {
            if (first !== undefined) first.by.name = '王五';
          }),
      ],
      [
        'another verdict',
        ['ledger_decision_unknown', 'standing_unfounded'],
        (members) => {
          const judged = JSON.parse(String(contentOf(members, verdict)));
          members.set(verdict, canonical({ ...judged, score: 1 }));
        },
      ],
      [
        'other words than were judged',
        ['posting_mismatch', 'standing_unfounded'],
        (members) => void members.set(posting, canonical({ text: '招聘' })),
      ],
      [
        'a line of the custody log edited',
        ['ledger_custody_unknown'],
        (members) =>
          edit(members, custody, packageCustody, ({ log: [first] }) => {
            if (first !== undefined) first.at = new Date(0).toISOString();
          }),
      ],
      [
        'a package before it left out',
        ['package_series_gap'],
        (members) => edit(members, ledger, ledgerExtract, ({ earlierPackages }) => void earlierPackages.shift()),
      ],
      [
        'a package before it exchanged',
        ['package_series_gap'],
        (members) =>
          edit(members, ledger, ledgerExtract, ({ earlierPackages: [first] }) => {
            if (first !== undefined) first.manifestSha256 = '0'.repeat(64);
          }),
      ],
      [
        'all packages before it left out',
        ['package_series_gap'],
        (members) =>
          edit(members, ledger, ledgerExtract, (extract) => {
            extract.earlierPackages = [];
          }),
      ],
    ])('%s', async (_, codes, change) => {
      const members = await unpack(exported.two);
      change(members);
      await forge(members);
      expect(await check(members)).toEqual(refused(...codes));
    });

    test('that it is the first package, and those before it left out everywhere', async () => {
      const members = await unpack(exported.two);
      const gone = new Set<string>();
      edit(members, ledger, ledgerExtract, (extract) => {
        for (const { packageId } of extract.earlierPackages) gone.add(packageId);
        extract.earlierPackages = [];
        extract.entries = extract.entries.filter(({ entry }) => !gone.has(entry.subjectId));
      });
      edit(members, custody, packageCustody, (value) => {
        value.log = value.log.filter(({ object }) => !gone.has(object));
      });
      expect(gone.size).toBe(4);
      await forge(members, (manifest) => {
        manifest.number = 1;
      });
      expect(await check(members)).toEqual(refused('package_order_mismatch'));
    });
  });
});
