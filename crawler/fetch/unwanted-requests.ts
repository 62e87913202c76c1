import { isTracker, trackerHosts } from './trackers.js';

/** Resource types and patterns of the DevTools protocol (Network.ResourceType, Fetch.RequestPattern). */
export type ResourceType = 'Media' | 'Ping' | 'Image' | 'Font';
export interface RequestPattern {
  resourceType?: ResourceType;
  urlPattern?: string;
  requestStage: 'Request';
}

/** Never part of what is read or seen in a picture. */
const unwantedTypes = ['Media', 'Ping'] as const;
const typesOfPictures = ['Image', 'Font'] as const;

/** What a page asks for and is not given: what is neither read nor seen would only burden its host. */
export interface UnwantedRequests {
  /** What must be held up to be looked at. A page's scripts, styles and data match none of these and go their way without us. */
  patterns: readonly RequestPattern[];
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
      // These match more than the host; `includes` looks closer.
      ...hosts.map((host) => ({ urlPattern: `*://*${host}*`, requestStage: 'Request' as const })),
    ],
    includes({ url, resourceType, isMainDocument }) {
      if (refused.has(resourceType)) return true;
      // A page that is itself at such a host is shown all the same.
      return !screenshot && !isMainDocument && isTracker(new URL(url).hostname);
    },
  };
}
