import ipaddr from 'ipaddr.js';
import { InputError } from '../../contracts/errors.js';

/**
 * The exceptions to the address guard. They come from the deployment's environment alone: no file that an operator
 * edits may hold one.
 */
export interface GuardSettings {
  /** Addresses that may be dialled although they are not public: `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`, each optionally with a port: `10.1.2.3:8080`, `[fd00::1]:8080`. */
  allow: string[];
  /** Where a name is dialled instead of asking DNS, like `curl --resolve`: `{'chucai.test': '127.0.0.1:43211'}`; a key may be `host:port`. */
  hosts: Record<string, string>;
}

export interface AddressAndPort {
  address: string;
  port: number;
}

/** `port` undefined means every port. */
export interface AllowedRange {
  contains(address: ipaddr.IPv4 | ipaddr.IPv6): boolean;
  port: number | undefined;
}

/** @throws InputError naming the variable and the entry when one cannot be read. */
export function readGuardSettings(environment: Record<string, string | undefined>): GuardSettings {
  const settings: GuardSettings = { allow: entriesOf(environment.GUAZHENG_ALLOW_ADDRESSES), hosts: {} };
  for (const entry of entriesOf(environment.GUAZHENG_HOSTS)) {
    const [host = '', target, ...rest] = entry.split('=').map((part) => part.trim());
    if (host === '' || target === undefined || rest.length > 0) {
      throw new InputError('bad_setting', `GUAZHENG_HOSTS: "${entry}" is not of the form name=address:port`);
    }
    settings.hosts[host] = target;
  }
  settings.allow.forEach(parseAllowedRange);
  Object.values(settings.hosts).forEach(parseDialTarget);
  return settings;
}

function entriesOf(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** @throws InputError */
export function parseAllowedRange(text: string): AllowedRange {
  const { network, prefix, port } = splitRange(text);
  if (!isPlainAddress(network)) throw badRange(text);
  // parse, not process: `::ffff:10.0.0.0/104` would otherwise lose what its prefix counts from.
  const base = ipaddr.parse(network);
  const bits = prefix === undefined ? base.toByteArray().length * 8 : Number(prefix);
  if (bits > base.toByteArray().length * 8) throw badRange(text);
  return {
    contains: (address) => address.kind() === base.kind() && address.match(base, bits),
    port: portOf(port, text),
  };
}

/** `[v6]`, `v6` or dotted v4, then `/prefix`, then `:port` (after a bare IPv6 address no port can be told apart). */
function splitRange(text: string): { network: string; prefix: string | undefined; port: string | undefined } {
  const parts =
    /^\[(?<network>[0-9a-f:.]+)\](?:\/(?<prefix>\d{1,3}))?(?::(?<port>\d{1,5}))?$/i.exec(text) ??
    /^(?<network>\d+\.\d+\.\d+\.\d+)(?:\/(?<prefix>\d{1,2}))?(?::(?<port>\d{1,5}))?$/.exec(text) ??
    /^(?<network>[0-9a-f:.]+)(?:\/(?<prefix>\d{1,3}))?$/i.exec(text);
  const { network, prefix, port } = parts?.groups ?? {};
  if (network === undefined) throw badRange(text);
  return { network, prefix, port };
}

/** @throws InputError unless it is an IP address with a port. */
export function parseDialTarget(text: string): AddressAndPort {
  const parts = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<v4>\d+\.\d+\.\d+\.\d+)):(?<port>\d{1,5})$/i.exec(text);
  const address = parts?.groups?.v6 ?? parts?.groups?.v4;
  const port = portOf(parts?.groups?.port, text);
  if (address === undefined || port === undefined || !isPlainAddress(address)) {
    throw new InputError(
      'bad_setting',
      `GUAZHENG_HOSTS: "${text}" is not of the form address:port, for example 127.0.0.1:8080`,
    );
  }
  return { address: ipaddr.process(address).toString(), port };
}

/** Not `010.0.0.1` or `127.1`: a setting that is read in octal would allow what nobody meant. */
function isPlainAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function portOf(text: string | undefined, whole: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new InputError('bad_setting', `"${whole}" has a port outside 1 to 65535`);
  return port;
}

function badRange(text: string): InputError {
  return new InputError(
    'bad_setting',
    `GUAZHENG_ALLOW_ADDRESSES: "${text}" is no IP address or CIDR range, for example 10.1.2.3, 10.0.0.0/8 or 10.1.2.3:8080`,
  );
}
