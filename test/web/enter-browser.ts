import type { BrowserContext } from 'playwright';
import type { LoggedIn } from '../server/served-database.js';

/** Gives a browser the cookies of a person who is logged in at the server of `url`. */
export async function enterBrowser(context: BrowserContext, url: string, { headers }: LoggedIn): Promise<void> {
  const pairs = (headers.cookie ?? '').split('; ');
  await context.addCookies(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name, value: value.join('='), url, httpOnly: true, sameSite: 'Lax' as const };
    }),
  );
}
