const longestUrl = 4096;

/**
 * Query parameters that say where a click came from and not what is shown. Without them one posting has one URL.
 * A parameter is listed only if no known platform shows something else when it changes.
 */
const trackingParameters: readonly { host?: string; name: RegExp; value?: RegExp; reason: string }[] = [
  { name: /^utm_[a-z]+$/i, reason: 'Urchin campaign tags, copied by every analytics product' },
  { name: /^(?:spm|scm)$/i, reason: 'position of the clicked element, Alibaba and its imitators' },
  { name: /^(?:hmsr|hmpl|hmcu|hmkw|hmci)$/i, reason: 'campaign tags of Baidu Tongji' },
  { name: /^(?:bd_vid|gclid|fbclid|msclkid|qhclickid)$/i, reason: 'click identifiers of advertising networks' },
  { name: /^(?:phpsessid|jsessionid)$/i, reason: 'session identifiers: another one at every visit' },
  // A number may be where a list continues, so it stays.
  { name: /^from$/i, value: /\D/, reason: 'name of the page or app where the link stood' },
  { host: 'jobs.51job.com', name: /^[st]$/, reason: 'which search list and which place in it was clicked' },
];

/**
 * The absolute http(s) URL that a reference on a page means, without its fragment; null when there is none
 * (`javascript:`, `mailto:`, credentials in it, over 4,096 characters, no URL at all).
 */
function absoluteUrl(reference: string, base: string): string | null {
  if (reference.length > longestUrl || !URL.canParse(reference, base)) return null;
  const url = new URL(reference, base);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    return null;
  url.hash = '';
  return url.href.length > longestUrl ? null : url.href;
}

/**
 * `absoluteUrl` without tracking parameters. Everything else stays as it is, byte by byte and in its order: a query in
 * GBK percent-encoding would not survive being decoded and encoded again.
 */
export function canonicalUrl(reference: string, base: string): string | null {
  const absolute = absoluteUrl(reference, base);
  if (absolute === null) return null;
  const mark = absolute.indexOf('?');
  if (mark < 0) return absolute;
  const { hostname } = new URL(absolute);
  const kept = absolute
    .slice(mark + 1)
    .split('&')
    .filter((parameter) => parameter !== '' && !isTracking(parameter, hostname));
  return absolute.slice(0, mark) + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

function isTracking(parameter: string, hostname: string): boolean {
  const [name = '', value = ''] = parameter.split('=', 2);
  return trackingParameters.some(
    (rule) =>
      rule.name.test(name) &&
      (rule.value === undefined || rule.value.test(value)) &&
      (rule.host === undefined || hostname === rule.host),
  );
}
