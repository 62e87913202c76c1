/** Second-level names under which anyone registers in China: `a.com.cn` and `b.com.cn` are two sites. */
const publicSecondLevels = new Set(['com', 'net', 'org', 'gov', 'edu', 'ac', 'mil']);

/**
 * Whether two http(s) URLs belong to one platform: the same registrable name (jobs.example.com and www.example.com).
 * IP addresses are each a site of their own.
 */
export function isSameSite(a: string, b: string): boolean {
  return registrableName(new URL(a).hostname) === registrableName(new URL(b).hostname);
}

function registrableName(hostname: string): string {
  if (/^[0-9.]+$/.test(hostname) || hostname.startsWith('[')) return hostname;
  const labels = hostname.split('.');
  const second = labels.at(-2) ?? '';
  const taken = labels.at(-1)?.length === 2 && (publicSecondLevels.has(second) || second.length === 2) ? 3 : 2;
  return labels.slice(-taken).join('.');
}
