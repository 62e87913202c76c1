import { isTracker, trackerHosts } from './trackers.js';

/** Of the DevTools protocol (Network.ResourceType, Fetch.RequestPattern). */
type ResourceType = 'Media' | 'Ping' | 'Image' | 'Font';
interface RequestPattern {
  resourceType?: ResourceType;
  urlPattern?: string;
  requestStage: 'Request';
}

/** Never part of what is read or seen in a picture. */
const unwantedTypes = ['Media', 'Ping'] as const;
const typesOfPictures = ['Image', 'Font'] as const;

/** The browser asks for it by itself, for a tab bar that nobody sees. */
const siteIcon = '*/favicon.ico';
const pictureEndings = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'ico', 'bmp', 'woff', 'woff2', 'ttf'] as const;

/** What a page asks for and is not given: what is neither read nor seen would only burden its host. */
export interface UnwantedRequests {
  /** What must be held up to be looked at. A page's scripts, styles and data match none of these and go their way without us. */
  patterns: readonly RequestPattern[];
  /** Those whose address says it (patterns of Network.setBlockedURLs): the page's own process refuses them, which costs no round trip. */
  addresses: readonly string[];
  includes(request: { url: string; resourceType: string; isMainDocument: boolean }): boolean;
}

/** @param screenshot whether a picture will be taken; it shows what any visitor's browser shows, counters included */
export function unwantedRequests(screenshot: boolean): UnwantedRequests {
  const types: readonly ResourceType[] = screenshot ? unwantedTypes : [...unwantedTypes, ...typesOfPictures];
  const hosts = screenshot ? [] : trackerHosts;
  const refused = new Set<string>(types);
  return {
    patterns: [
      ...types.map((resourceType) => ({ resourceType, requestStage: 'Request' as const })),
      { urlPattern: siteIcon, requestStage: 'Request' as const },
      // These match more than the host; `includes` looks closer.
      ...hosts.map((host) => ({ urlPattern: `*://*${host}*`, requestStage: 'Request' as const })),
    ],
    addresses: screenshot ? [] : pictureEndings.flatMap((ending) => [`*.${ending}`, `*.${ending}?*`]),
    includes({ url, resourceType, isMainDocument }) {
      if (refused.has(resourceType) || (!isMainDocument && url.endsWith('/favicon.ico'))) return true;
      // A page that is itself at such a host is shown all the same.
      return !screenshot && !isMainDocument && isTracker(new URL(url).hostname);
    },
  };
}
