/**
 * Hosts that count visitors and show advertisements. No posting needs them, they see every page of a crawl, and a crawl would be in
 * their figures. A name stands for its subdomains too. Hosts that also serve what pages are made of (CDNs, log-in, maps) are not listed.
 */
const trackers: readonly { host: string; reason: string }[] = [
  { host: 'hm.baidu.com', reason: 'Baidu Tongji, on most Chinese sites' },
  { host: 'hmcdn.baidu.com', reason: 'scripts of Baidu Tongji' },
  { host: 'cpro.baidu.com', reason: 'Baidu’s advertisements on others’ pages' },
  { host: 'pos.baidu.com', reason: 'Baidu’s advertisements on others’ pages' },
  { host: 'cnzz.com', reason: 'CNZZ, now Umeng: counts visitors' },
  { host: 'cnzz.net', reason: 'CNZZ' },
  { host: 'umeng.com', reason: 'Umeng: counts visitors' },
  { host: '51.la', reason: 'counts visitors, on many small sites' },
  { host: '51yes.com', reason: 'counts visitors, on old sites' },
  { host: 'growingio.com', reason: 'records clicks' },
  { host: 'sensorsdata.cn', reason: 'records clicks' },
  { host: 'miaozhen.com', reason: 'measures advertisements' },
  { host: 'admaster.com.cn', reason: 'measures advertisements' },
  { host: 'tanx.com', reason: 'Alibaba’s advertising exchange' },
  { host: 'mmstat.com', reason: 'Alibaba’s log collector' },
  { host: 'beacon.qq.com', reason: 'Tencent’s log collector' },
  { host: 'pingjs.qq.com', reason: 'Tencent’s counter' },
  { host: 'ta.qq.com', reason: 'Tencent’s counter' },
  { host: 'mcs.zijieapi.com', reason: 'ByteDance’s log collector' },
  { host: 'mcs.snssdk.com', reason: 'ByteDance’s log collector' },
  { host: 'analytics.163.com', reason: 'NetEase’s counter' },
  { host: 'google-analytics.com', reason: 'Google Analytics' },
  { host: 'googletagmanager.com', reason: 'loads Google Analytics and others' },
  { host: 'googlesyndication.com', reason: 'Google’s advertisements' },
  { host: 'doubleclick.net', reason: 'Google’s advertisements' },
  { host: 'clarity.ms', reason: 'Microsoft Clarity: records visits' },
  { host: 'hotjar.com', reason: 'records visits' },
  { host: 'sentry.io', reason: 'collects errors of scripts' },
];

export const trackerHosts: readonly string[] = trackers.map(({ host }) => host);
const hosts = new Set(trackerHosts);

/** Whether a host name, or one above it, is that of a counter or an advertiser. */
export function isTracker(hostname: string): boolean {
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.');
  return labels.some((_label, index) => hosts.has(labels.slice(index).join('.')));
}
