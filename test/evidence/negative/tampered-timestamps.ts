import { Certificate, ContentInfo, SignedData, TimeStampResp } from 'pkijs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerExtract, packageManifest, packagePaths } from '../../../contracts/evidence-package.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { type Control, codesOf, verify } from './exported-package.js';
import { contentOf, edit, forgeWith, type Members, pack, repairHashes, seal, sign, stamp, unpack } from './forge.js';

const response = 'timestamps/1/response.tsr';
const hour = 3_600_000;
const year = 365 * 24 * hour;

export const tamperedTimestamps = (openedControl: () => Control) =>
  describe('a package whose timestamp was tampered with', () => {
    let control: Control;
    /** Of its own root; one whose clock is an hour behind; one whose clock is past its certificate's end; one to be revoked. */
    let others: Readonly<Record<'other' | 'early' | 'late' | 'revoked', TimestampAuthority>>;
    beforeAll(async () => {
      const crlDistributionPoint = true;
      control = openedControl();
      others = {
        other: await startTimestampAuthority({ crlDistributionPoint, name: 'Other' }),
        early: await startTimestampAuthority({ crlDistributionPoint, name: 'Early', genTimeOffset: -hour }),
        late: await startTimestampAuthority({ crlDistributionPoint, name: 'Late', genTimeOffset: 30 * year }),
        revoked: await startTimestampAuthority({ crlDistributionPoint, name: 'Revoked' }),
      };
    });
    afterAll(async () => {
      for (const authority of Object.values(others ?? {})) await authority.close();
    });

    async function check(
      members: Members,
      trusted: readonly TimestampAuthority[] = [],
      revocationLists: Uint8Array[] = [],
    ) {
      const trustAnchors = [control.authority, ...trusted].map(({ caPem }) => caPem);
      const report = await verify(await pack(members), { trustAnchors, revocationLists });
      return { result: report.result, codes: codesOf(report) };
    }
    const refused = (...codes: string[]) => ({ result: 'not valid', codes });
    const valid = { result: 'valid', codes: [] };

    /** The package with a timestamp of another authority, as if the deployment had asked that one. */
    async function stampedBy({ url }: TimestampAuthority): Promise<Members> {
      const members = await unpack(control.zip);
      await forgeWith(control.key, members, (manifest) => {
        manifest.timestampAuthorities = [url];
      });
      return members;
    }

    test('is valid with that of any authority that is trusted', async () => {
      expect(await check(await unpack(control.zip))).toEqual(valid);
      expect(await check(await stampedBy(others.other), [others.other])).toEqual(valid);
    });

    describe('the timestamp', () => {
      test('of an authority that is not trusted', async () => {
        expect(await check(await stampedBy(others.other))).toEqual(refused('timestamp_untrusted'));
      });

      test('of an authority that is not trusted, under the name of one that is', async () => {
        const members = await stampedBy(others.other);
        repairHashes(members, (manifest) => {
          manifest.timestampAuthorities = [control.authority.url];
        });
        sign(members, control.key);
        await stamp(members, [others.other.url]);
        seal(members, control.key);
        expect(await check(members)).toEqual(refused('timestamp_untrusted'));
      });

      test('of another package', async () => {
        const members = await unpack(control.zip);
        const another = await unpack((await control.exported()).zip);
        members.set(response, contentOf(another, response));
        expect(await check(members)).toEqual(refused('seal_member_changed', 'timestamp_other_content'));
        seal(members, control.key);
        expect(await check(members)).toEqual(refused('timestamp_other_content'));
      });

      test('removed', async () => {
        const members = await unpack(control.zip);
        members.delete(response);
        expect(await check(members)).toEqual(refused('seal_member_changed', 'timestamp_missing'));
        seal(members, control.key);
        expect(await check(members)).toEqual(refused('timestamp_missing'));
      });

      test('removed with the manifest’s word that there must be one', async () => {
        const members = await unpack(control.zip);
        for (const path of [...members.keys()]) if (path.startsWith(packagePaths.timestamps)) members.delete(path);
        edit(members, packagePaths.manifest, packageManifest, (manifest) => {
          manifest.timestampAuthorities = [];
        });
        expect(await check(members)).toEqual(refused('signature_wrong', 'seal_member_changed'));
        // Whoever has the key can leave it out, and the package says so.
        sign(members, control.key);
        expect(await check(members)).toEqual({ result: 'valid but untimestamped', codes: [] });
      });

      test('in the place of two', async () => {
        const members = await unpack(control.zip);
        repairHashes(members, (manifest) => {
          manifest.timestampAuthorities = [control.authority.url, others.other.url];
        });
        sign(members, control.key);
        await stamp(members);
        members.set('timestamps/2/response.tsr', contentOf(members, response));
        seal(members, control.key);
        expect(await check(members, [others.other])).toEqual(refused('timestamp_missing'));
      });

      test('from before the capture', async () => {
        expect(await check(await stampedBy(others.early), [others.early])).toEqual(refused('timestamp_before_capture'));
      });

      test('from before the manifest', async () => {
        const members = await unpack(control.zip);
        await forgeWith(control.key, members, (manifest) => {
          manifest.createdAt = new Date(Date.now() + hour).toISOString();
        });
        expect(await check(members)).toEqual(refused('timestamp_before_manifest'));
      });

      test('from after the end of its certificate', async () => {
        expect(await check(await stampedBy(others.late), [others.late])).toEqual(
          refused('timestamp_certificate_expired'),
        );
      });
    });

    describe('the certificate', () => {
      test('exchanged in the token, and beside it', async () => {
        const members = await unpack(control.zip);
        members.set(response, withCertificates(contentOf(members, response), [...others.other.chainDer]));
        seal(members, control.key);
        // The right ones are still beside the token: nothing was gained.
        expect(await check(members)).toEqual(valid);
        for (const [number, der] of others.other.chainDer.entries())
          members.set(`timestamps/1/certificate-${number + 1}.der`, Buffer.from(der));
        seal(members, control.key);
        expect(await check(members, [others.other])).toEqual(refused('timestamp_certificate_swapped'));
      });

      test('exchanged beside the token, without the key', async () => {
        const members = await unpack(control.zip);
        members.set('timestamps/1/certificate-1.der', Buffer.from(others.other.tsaCertificateDer));
        expect(await check(members)).toEqual(refused('seal_member_changed'));
      });

      test('revoked before the timestamp, by the package’s own list or by a newer one', async () => {
        const members = await stampedBy(others.revoked);
        expect(await check(members, [others.revoked])).toEqual(valid);
        const list = await others.revoked.revoke(new Date(Date.now() - hour));
        expect(await check(members, [others.revoked], [list])).toEqual(refused('timestamp_certificate_revoked'));
        members.set('timestamps/1/revocation-1.der', Buffer.from(list));
        seal(members, control.key);
        expect(await check(members, [others.revoked])).toEqual(refused('timestamp_certificate_revoked'));
      });
    });

    describe('what cannot be checked is not valid', () => {
      test('without a certificate that is trusted', async () => {
        const report = await verify(control.zip, { trustAnchors: [] });
        expect(report.result).toBe('cannot be checked');
        expect(codesOf(report)).toEqual(['trust_anchor_missing']);
      });

      test('without the revocation list that the certificate names', async () => {
        const members = await unpack(control.zip);
        members.delete('timestamps/1/revocation-1.der');
        seal(members, control.key);
        const unknown = { result: 'cannot be checked', codes: ['timestamp_revocation_unknown'] };
        expect(await check(members)).toEqual(unknown);
        // Somebody else's list is none.
        members.set('timestamps/1/revocation-1.der', Buffer.from(await others.other.crlDer()));
        seal(members, control.key);
        expect(await check(members, [others.other])).toEqual(unknown);
        expect(await check(members, [], [await control.authority.crlDer()])).toEqual(valid);
      });

      test('without the revocation list of a sealed head', async () => {
        const members = await unpack(control.zip);
        edit(members, packagePaths.ledger, ledgerExtract, ({ seals }) => {
          for (const { timestamps } of seals) for (const one of timestamps) one.revocation = [];
        });
        await forgeWith(control.key, members);
        expect(await check(members)).toEqual({ result: 'cannot be checked', codes: ['timestamp_revocation_unknown'] });
      });

      test('exported without an authority', async () => {
        const members = await unpack((await control.exported([])).zip);
        expect(await check(members)).toEqual({ result: 'valid but untimestamped', codes: [] });
      });
    });
  });

/** The response with other certificates in its token; the signature is not over them (RFC 5652 section 5.4). */
function withCertificates(der: Uint8Array, certificates: readonly Uint8Array[]): Buffer {
  const parsed = TimeStampResp.fromBER(new Uint8Array(der));
  const { timeStampToken } = parsed;
  if (timeStampToken === undefined) throw new Error('the response has no token');
  const signed = new SignedData({ schema: timeStampToken.content });
  signed.certificates = certificates.map((one) => Certificate.fromBER(new Uint8Array(one)));
  const token = new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
  const whole = new TimeStampResp({ status: parsed.status, timeStampToken: token });
  return Buffer.from(whole.toSchema().toBER());
}
