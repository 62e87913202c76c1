import ipaddr from 'ipaddr.js';

/** Whose requests are counted together: an address, or of IPv6 the network of 64 bits that one household has to itself (RFC 6177). */
export function callerOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : `${parsed.toByteArray().slice(0, 8).join('.')}/64`;
}
