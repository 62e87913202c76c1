import { createAddressGuard } from '../../../../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../../../../crawler/fetch/browser-fetch.js';
import { createMemoryBlobs } from '../memory-blobs.js';

/** Has a browser fetch one page, says so, and lives on until it is killed. Arguments: Chromium, state folder, port of the site. */
const [executablePath = '', stateFolder = '', port = ''] = process.argv.slice(2);
const fetcher = createBrowserFetcher({
  guard: createAddressGuard({ allow: [], hosts: { 'site.test': `127.0.0.1:${port}` } }),
  blobs: createMemoryBlobs(),
  userAgent: 'guazheng-watch/0.1 (+https://example.org/crawler)',
  executablePath,
  stateFolder,
  decisions: { record: async () => undefined },
});
await fetcher.fetch('http://site.test/', { megabytes: 1, seconds: 20 });
process.stdout.write('fetched\n');
setInterval(() => undefined, 60_000);
