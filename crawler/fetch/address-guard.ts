import { lookup as lookupAddresses } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { DeadError, RefusedError, RetriedError, systemCodeOf } from '../../contracts/errors.js';
import { type AddressAndPort, type GuardSettings, parseAllowedRange, parseDialTarget } from './guard-settings.js';

/** An address that may be dialled. Dial exactly this: a second look-up of the name could answer otherwise (DNS rebinding). */
export interface ApprovedAddress {
  address: string;
  family: 4 | 6;
  port: number;
}

export interface AddressGuard {
  /**
   * The addresses of `hostname`, in the resolver's order, at least one.
   * @throws RefusedError `address_refused` when any of them is not public and no setting lists it
   * @throws RetriedError `name_unresolved` when DNS has no answer
   */
  resolve(hostname: string, port: number): Promise<ApprovedAddress[]>;
}

/** All addresses of a canonical host name. */
export type NameLookup = (hostname: string) => Promise<string[]>;

const systemLookup: NameLookup = async (hostname) =>
  (await lookupAddresses(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);

/**
 * Public by range, yet answered by the cloud that the machine runs in:
 * Azure's virtual public IP (learn.microsoft.com, "What is IP address 168.63.129.16?").
 * The metadata addresses of other clouds lie in link-local or shared ranges.
 */
const cloudServiceAddresses = new Set(['168.63.129.16']);

/** Global unicast (IANA IPv6 address space). Outside it lie `::7f00:1` and the like, whose range ipaddr.js calls unicast. */
const globalUnicastIpv6 = ipaddr.parseCIDR('2000::/3');

/**
 * Decides which addresses this deployment may dial: public ones, and what its settings list.
 * @throws InputError when a setting cannot be read
 */
export function createAddressGuard(settings: GuardSettings, lookup: NameLookup = systemLookup): AddressGuard {
  const allowed = settings.allow.map(parseAllowedRange);
  const listedHosts = new Map(
    Object.entries(settings.hosts).map(([host, target]) => [host.toLowerCase(), parseDialTarget(target)]),
  );

  function listedTarget(host: string, port: number): AddressAndPort | undefined {
    const name = host.replace(/\.$/, '');
    return listedHosts.get(`${name}:${port}`) ?? listedHosts.get(name);
  }

  function approve(host: string, port: number, text: string): ApprovedAddress {
    const address = ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
    if (!address) throw refusal(host, port, text, 'is no address that can be judged');
    const range = specialRangeOf(address);
    const listed = allowed.some((entry) => (entry.port ?? port) === port && entry.contains(address));
    if (range !== undefined && !listed) throw refusal(host, port, address.toString(), `is not public (${range})`);
    return { address: address.toString(), family: address.kind() === 'ipv4' ? 4 : 6, port };
  }

  return {
    async resolve(hostname, port) {
      const host = canonicalHost(hostname);
      const target = listedTarget(host, port);
      if (target) return [{ ...target, family: ipaddr.parse(target.address).kind() === 'ipv4' ? 4 : 6 }];
      const literal = host.replace(/^\[|\]$/g, '');
      if (ipaddr.isValid(literal)) return [approve(host, port, literal)];
      const addresses = await lookup(host).catch((error: unknown) => {
        throw new RetriedError(
          'name_unresolved',
          `The name ${host} has no address now (${systemCodeOf(error) ?? 'DNS failed'}); check its spelling and this machine's DNS`,
          { cause: error },
        );
      });
      if (addresses.length === 0) throw new RetriedError('name_unresolved', `DNS knows no address for ${host}`);
      return addresses.map((address) => approve(host, port, address));
    },
  };
}

/** The name of the range that keeps an address from being public, or undefined for a public one. */
function specialRangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const range: string = address.range();
  if (range !== 'unicast') return range;
  if (cloudServiceAddresses.has(address.toString())) return 'cloud service';
  if (address instanceof ipaddr.IPv6 && !address.match(globalUnicastIpv6)) return 'outside global unicast';
  return undefined;
}

/**
 * A host name as the WHATWG URL parser spells it: `0x7f.1`, `2130706433` and full-width digits become `127.0.0.1`.
 * CONNECT targets do not come through a URL, so they are put through one here.
 */
function canonicalHost(hostname: string): string {
  const bracketed = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  const url = `http://${bracketed}/`;
  // A slash, an @ or a colon would make the parser read another host than the caller meant.
  if (/[/?#@\\\s]/.test(hostname) || !URL.canParse(url)) {
    throw new RefusedError('address_refused', `"${hostname}" is no host name that can be judged, so it is not dialled`);
  }
  return new URL(url).hostname;
}

function refusal(host: string, port: number, address: string, why: string): RefusedError {
  const named = host === address || host === `[${address}]` ? host : `${host} (${address})`;
  return new RefusedError(
    'address_refused',
    `${named} port ${port} is not dialled: the address ${why}. If this deployment may crawl it, list it in GUAZHENG_ALLOW_ADDRESSES or GUAZHENG_HOSTS`,
  );
}

/**
 * Parses what a crawler may be asked to fetch.
 * @throws DeadError `bad_url` when it is no absolute URL
 * @throws RefusedError `url_refused` for another scheme than http(s), or a user name or password in it
 */
export function assertCrawlableUrl(text: string): URL {
  if (!URL.canParse(text)) throw new DeadError('bad_url', `"${text}" is no absolute URL`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RefusedError('url_refused', `${text} is not fetched: only http and https are`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new RefusedError('url_refused', `A URL on ${url.host} is not fetched: it carries a user name or password`);
  }
  return url;
}
