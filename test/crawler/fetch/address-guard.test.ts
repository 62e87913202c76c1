import { describe, expect, it } from 'vitest';
import { DeadError, InputError, RefusedError, RetriedError } from '../../../contracts/errors.js';
import { assertCrawlableUrl, createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { readGuardSettings } from '../../../crawler/fetch/guard-settings.js';

const nothingListed = { allow: [], hosts: {} };
const noDns = async (name: string): Promise<string[]> => {
  throw new Error(`DNS was asked for ${name}`);
};
const strict = createAddressGuard(nothingListed, noDns);

/** Ways to write an address that must not be dialled, as a CONNECT target or in a URL. */
const refusedSpellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7F.0x0.0x0.0x1',
  '0177.0.0.1',
  '017700000001',
  '00000177.1',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.100.100.200',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '168.63.129.16',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '::1',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[2001:db8::1]',
];

describe('the address guard', () => {
  it.each(refusedSpellings)('refuses %s', async (spelling) => {
    await expect(strict.resolve(spelling, 80)).rejects.toMatchObject({ name: 'RefusedError', code: 'address_refused' });
  });

  it.each(['127.0.0.1/', 'a@127.0.0.1', '127.0.0.1:22#', '127.0.0.1%00', '', 'fe80::1%eth0', 'a b'])(
    'refuses "%s", which is no host name',
    async (spelling) => {
      await expect(strict.resolve(spelling, 80)).rejects.toBeInstanceOf(RefusedError);
    },
  );

  it('lets public addresses through as they are to be dialled', async () => {
    expect(await strict.resolve('8.8.8.8', 443)).toEqual([{ address: '8.8.8.8', family: 4, port: 443 }]);
    expect(await strict.resolve('[::ffff:8.8.8.8]', 443)).toEqual([{ address: '8.8.8.8', family: 4, port: 443 }]);
    expect(await strict.resolve('[2606:4700::1111]', 443)).toEqual([
      { address: '2606:4700::1111', family: 6, port: 443 },
    ]);
  });

  it('refuses localhost, which this machine itself resolves to loopback', async () => {
    await expect(createAddressGuard(nothingListed).resolve('LOCALHOST', 80)).rejects.toBeInstanceOf(RefusedError);
  });

  it('refuses a name when any of its addresses is private', async () => {
    const guard = createAddressGuard(nothingListed, async () => ['8.8.8.8', '10.0.0.8']);
    await expect(guard.resolve('mixed.example', 80)).rejects.toThrow(
      'mixed.example (10.0.0.8) port 80 is not dialled: the address is not public (private). If this deployment may crawl it, list it in GUAZHENG_ALLOW_ADDRESSES',
    );
  });

  it('gives every address of a public name', async () => {
    const guard = createAddressGuard(nothingListed, async () => ['2606:4700::1111', '8.8.8.8']);
    expect((await guard.resolve('both.example', 80)).map(({ family }) => family)).toEqual([6, 4]);
  });

  it('says that a name without an address may be tried again', async () => {
    await expect(strict.resolve('missing.example', 80)).rejects.toBeInstanceOf(RetriedError);
    await expect(createAddressGuard(nothingListed, async () => []).resolve('empty.example', 80)).rejects.toMatchObject({
      code: 'name_unresolved',
    });
  });

  it('allows what a setting lists, in any spelling, and nothing beside it', async () => {
    const guard = createAddressGuard({ allow: ['10.1.0.0/16', '127.0.0.1:8080', '[fd00::1]:80'], hosts: {} }, noDns);
    await expect(guard.resolve('10.1.255.255', 22)).resolves.toHaveLength(1);
    await expect(guard.resolve('[::ffff:10.1.2.3]', 80)).resolves.toHaveLength(1);
    await expect(guard.resolve('0x7f.1', 8080)).resolves.toEqual([{ address: '127.0.0.1', family: 4, port: 8080 }]);
    await expect(guard.resolve('fd00::1', 80)).resolves.toHaveLength(1);
    await expect(guard.resolve('10.2.0.1', 80)).rejects.toBeInstanceOf(RefusedError);
    await expect(guard.resolve('127.0.0.1', 8081)).rejects.toBeInstanceOf(RefusedError);
    await expect(guard.resolve('[fd00::2]', 80)).rejects.toBeInstanceOf(RefusedError);
  });

  it('dials a listed name at its listed address, and does not open that address to others', async () => {
    const hosts = { 'chucai.test': '127.0.0.1:43211', 'two.test:443': '[::1]:8443' };
    const guard = createAddressGuard({ allow: [], hosts }, noDns);
    expect(await guard.resolve('ChuCai.test.', 80)).toEqual([{ address: '127.0.0.1', family: 4, port: 43211 }]);
    expect(await guard.resolve('two.test', 443)).toEqual([{ address: '::1', family: 6, port: 8443 }]);
    await expect(guard.resolve('two.test', 80)).rejects.toBeInstanceOf(RetriedError);
    await expect(guard.resolve('127.0.0.1', 43211)).rejects.toBeInstanceOf(RefusedError);
  });
});

describe('guard settings', () => {
  it('are read from two environment variables', () => {
    expect(
      readGuardSettings({
        GUAZHENG_ALLOW_ADDRESSES: ' 10.0.0.0/8, fd00::/8 ,127.0.0.1:80,[fd00::]/8:443',
        GUAZHENG_HOSTS: 'chucai.test=127.0.0.1:43211, b.test:80 = [::1]:81',
      }),
    ).toEqual({
      allow: ['10.0.0.0/8', 'fd00::/8', '127.0.0.1:80', '[fd00::]/8:443'],
      hosts: { 'chucai.test': '127.0.0.1:43211', 'b.test:80': '[::1]:81' },
    });
  });

  it('are empty when nothing is set', () => {
    expect(readGuardSettings({})).toEqual({ allow: [], hosts: {} });
  });

  it.each([
    '10.0.0.0/33',
    'example.com',
    '10.1',
    '010.0.0.1',
    '1.2.3.4:0',
    '1.2.3.4:70000',
    '[fd00::1',
    'fd00::/129',
    '/8',
  ])('refuse the range "%s" with a sentence that quotes it', (entry) => {
    expect(() => readGuardSettings({ GUAZHENG_ALLOW_ADDRESSES: entry })).toThrow(InputError);
    expect(() => readGuardSettings({ GUAZHENG_ALLOW_ADDRESSES: entry })).toThrow(`"${entry}"`);
  });

  it.each(['chucai.test', '=127.0.0.1:80', 'a.test=127.0.0.1', 'a.test=localhost:80', 'a=b=c', 'a.test=::1:80'])(
    'refuse the host "%s"',
    (entry) => {
      expect(() => readGuardSettings({ GUAZHENG_HOSTS: entry })).toThrow(InputError);
    },
  );
});

describe('a crawlable URL', () => {
  it('is absolute, of http or https, and carries no credentials', () => {
    expect(assertCrawlableUrl('https://例子.test/a').hostname).toBe('xn--fsqu00a.test');
    expect(() => assertCrawlableUrl('/relative')).toThrow(DeadError);
    for (const url of [
      'file:///etc/passwd',
      'ftp://a.test/',
      'javascript:1',
      'http://u:p@a.test/',
      'https://u@a.test/',
    ]) {
      expect(() => assertCrawlableUrl(url)).toThrow(RefusedError);
    }
  });

  it('does not repeat a password in its message', () => {
    expect(() => assertCrawlableUrl('http://u:geheim@a.test/')).not.toThrow(/geheim/);
  });
});
