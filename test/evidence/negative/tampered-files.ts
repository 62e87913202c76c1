import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { ledgerExtract, packagePaths } from '../../../contracts/evidence-package.js';
import type { SigningKey } from '../../../evidence/keys.js';
import { hashBytes } from '../../../evidence/package/hash-content.js';
import { newKey } from '../verify/package-fixture.js';
import { type Control, codesOf, verify } from './exported-package.js';
import { contentOf, edit, forgeWith, type Members, pack, repairHashes, seal, sign, stamp, unpack } from './forge.js';

const { law, screenshot, manifest, signature, seal: sealFile, signerKey, ledger } = packagePaths;

export const tamperedFiles = (openedControl: () => Control) =>
  describe('a package whose files were tampered with', () => {
    let control: Control;
    const attacker = newKey();
    beforeAll(() => {
      control = openedControl();
    });

    const check = async (zip: Buffer) => {
      const report = await verify(zip, { trustAnchors: [control.authority.caPem] });
      return { result: report.result, codes: codesOf(report) };
    };
    const swap = (members: Members, one: string, other: string): void => {
      const content = contentOf(members, one);
      members.set(one, contentOf(members, other));
      members.set(other, content);
    };
    const rename = (members: Members, from: string, to: string): void => {
      members.set(to, contentOf(members, from));
      members.delete(from);
    };
    /** A screenshot that shows something else. */
    const exchange = (members: Members): void => void members.set(screenshot, Buffer.from('another picture'));

    test('is valid when it was only unpacked and packed again, or hashed, signed and timestamped again by whoever has the key', async () => {
      const members = await unpack(control.zip);
      expect(await check(await pack(members))).toEqual({ result: 'valid', codes: [] });
      await forgeWith(control.key, members);
      expect(await check(await pack(members))).toEqual({ result: 'valid', codes: [] });
    });

    describe('without the key', () => {
      test.each<[string, string[], (members: Members) => void | Promise<void>]>([
        ['a file added', ['member_added'], (members) => void members.set('evidence/note.txt', Buffer.from('x'))],
        ['a file removed', ['member_missing'], (members) => void members.delete(law)],
        [
          'a file renamed',
          ['member_added', 'member_missing'],
          (members) => rename(members, law, 'evidence/law-2.json'),
        ],
        [
          'a file renamed in case alone',
          ['member_added', 'member_missing'],
          (members) => rename(members, law, 'evidence/Law.json'),
        ],
        ['two files swapped', ['member_changed'], (members) => swap(members, packagePaths.index, packagePaths.pages)],
        [
          'a file beside the timestamps',
          ['seal_member_changed'],
          (members) => void members.set('timestamps/2/x.der', Buffer.from('x')),
        ],
        [
          'no signature',
          ['signature_missing', 'seal_member_changed', 'timestamp_other_content'],
          (members) => void members.delete(signature),
        ],
        ['no seal', ['seal_missing'], (members) => void members.delete(sealFile)],
        ['no manifest', ['manifest_missing'], (members) => void members.delete(manifest)],
        [
          'a file exchanged and the manifest hashed again, under the old signature',
          ['signature_wrong', 'seal_member_changed', 'record_files_mismatch'],
          (members) => {
            exchange(members);
            repairHashes(members);
          },
        ],
        [
          'a file added and the manifest hashed again, under the old signature',
          ['signature_wrong', 'seal_member_changed'],
          (members) => {
            members.set('evidence/note.txt', Buffer.from('x'));
            repairHashes(members);
          },
        ],
        [
          'a manifest that claims less, under the old signature',
          ['signature_wrong', 'seal_member_changed'],
          (members) =>
            repairHashes(members, (facts) => {
              facts.timestampAuthorities = [];
            }),
        ],
        [
          'the public key in its file exchanged',
          ['member_changed', 'signer_key_mismatch'],
          (members) => void members.set(signerKey, Buffer.from(attacker.publicKeyPem)),
        ],
      ])('%s', async (_, codes, change) => {
        const members = await unpack(control.zip);
        await change(members);
        expect(await check(await pack(members))).toEqual({ result: 'not valid', codes });
      });
    });

    describe('signed with another key', () => {
      /** Signature, timestamps and seal anew. */
      async function signAsAttacker(members: Members, key: SigningKey = attacker): Promise<void> {
        sign(members, key);
        await stamp(members);
        seal(members, key);
      }
      const named = { algorithm: 'Ed25519' as const, publicKey: Buffer.from(attacker.publicKey).toString('base64') };

      test.each<[string, string[], (members: Members) => Promise<void>]>([
        ['that the manifest does not name', ['signature_wrong', 'seal_wrong'], signAsAttacker],
        [
          'whose name alone the manifest has',
          ['signature_wrong', 'signer_unknown_to_ledger', 'seal_wrong'],
          async (members) => {
            repairHashes(members, ({ signer }) => {
              signer.keyId = attacker.keyId;
            });
            await signAsAttacker(members);
          },
        ],
        [
          'that is in the manifest under the old name',
          ['signer_key_mismatch', 'signer_unknown_to_ledger'],
          async (members) => {
            members.set(signerKey, Buffer.from(attacker.publicKeyPem));
            repairHashes(members, ({ signer }) => {
              signer.publicKey = named.publicKey;
            });
            await signAsAttacker(members);
          },
        ],
        [
          'that is in the manifest, while the key file has the old one',
          ['signer_key_mismatch', 'signer_unknown_to_ledger'],
          async (members) => {
            repairHashes(members, (facts) => {
              facts.signer = { ...named, keyId: attacker.keyId };
            });
            await signAsAttacker(members);
          },
        ],
        [
          'that manifest and key file agree on',
          ['signer_unknown_to_ledger'],
          async (members) => {
            members.set(signerKey, Buffer.from(attacker.publicKeyPem));
            repairHashes(members, (facts) => {
              facts.signer = { ...named, keyId: attacker.keyId };
            });
            await signAsAttacker(members);
          },
        ],
        [
          'that an entry written into the extract of the ledger introduces',
          ['ledger_entry_changed'],
          async (members) => {
            members.set(signerKey, Buffer.from(attacker.publicKeyPem));
            edit(members, ledger, ledgerExtract, ({ entries }) => {
              for (const { entry } of entries)
                if (entry.kind === 'key.introduced') {
                  entry.subjectId = attacker.keyId;
                  entry.subjectSha256 = hashBytes(attacker.publicKey).sha256;
                }
            });
            repairHashes(members, (facts) => {
              facts.signer = { ...named, keyId: attacker.keyId };
            });
            await signAsAttacker(members);
          },
        ],
      ])('%s', async (_, codes, forge) => {
        const members = await unpack(control.zip);
        await forge(members);
        expect(await check(await pack(members))).toEqual({ result: 'not valid', codes });
      });

      test('on the seal alone', async () => {
        const members = await unpack(control.zip);
        seal(members, attacker);
        expect(await check(await pack(members))).toEqual({ result: 'not valid', codes: ['seal_wrong'] });
      });
    });

    describe('in the archive', () => {
      const twice = async (path: string): Promise<Buffer> => {
        const members = await unpack(control.zip);
        return pack([...members, [path, Buffer.from('again')]]);
      };
      test.each<[string, string, () => Promise<Buffer>]>([
        ['a file twice', 'member_twice', () => twice(law)],
        ['a file twice, but for case', 'member_twice', () => twice('evidence/Law.json')],
        ['a file below a file', 'member_twice', () => twice(`${law}/x`)],
        ['bytes behind the end', 'archive_layout', async () => Buffer.concat([control.zip, Buffer.from('x')])],
        ['bytes before the beginning', 'archive_layout', async () => Buffer.concat([Buffer.from('x'), control.zip])],
        [
          'another archive behind the end',
          'archive_layout',
          async () => Buffer.concat([control.zip, await pack([['a', Buffer.from('b')]])]),
        ],
        ['the end cut off', 'archive_layout', async () => control.zip.subarray(0, -1)],
        ['half of it', 'archive_layout', async () => control.zip.subarray(0, control.zip.length / 2)],
        [
          'a comment',
          'archive_layout',
          async () => {
            const zip = new ZipFile();
            for (const [path, content] of await unpack(control.zip))
              zip.addBuffer(content, path, {
                mtime: new Date(0),
                mode: 0o100644,
                compress: false,
                forceDosTimestamp: true,
              });
            zip.end({ comment: 'x', forceZip64Format: false });
            return buffer(zip.outputStream);
          },
        ],
      ])('%s', async (_, code, forge) => {
        expect(await check(await forge())).toEqual({ result: 'not valid', codes: [code] });
      });
    });
  });
