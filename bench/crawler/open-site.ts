import { startChild } from './child-messages.js';
import { type ServedHost, type SiteAnswer, type SiteRequest, siteAnswer } from './site-messages.js';

/** Serves hosts of the bench from one process of their own while `use` runs. @param use gets the port on 127.0.0.1 */
export async function withHosts<T>(
  hosts: Readonly<Record<string, ServedHost>>,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const site = startChild<SiteRequest, SiteAnswer>(new URL('./site.ts', import.meta.url), siteAnswer);
  try {
    const { port } = await site.ask({ hosts });
    return await use(port);
  } finally {
    await site.end();
  }
}

/** The same for one site that is reached by its address and answers at once. @param use gets the site's origin */
export function withSite<T>(
  details: number,
  pages: ServedHost['pages'],
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const served = { details, pages, firstPosting: 1, responseMilliseconds: 0 };
  return withHosts({ '127.0.0.1': served }, (port) => use(`http://127.0.0.1:${port}`));
}
