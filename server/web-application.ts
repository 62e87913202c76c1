import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../contracts/errors.js';

/** The built browser application: a folder of files and its first page. */
export interface WebApplication {
  folder: string;
  /** The first page's HTML with a fresh nonce, and the policy that goes with it. */
  renderPage(): { html: string; policy: string };
}

/** Stands in the built page wherever a nonce belongs (`html.cspNonce` in web/vite.config.ts). */
const nonceMark = '__CSP_NONCE__';

/** Opens the application that `vite build` wrote to `folder`; throws InputError when it is not there. */
export async function openWebApplication(folder: string): Promise<WebApplication> {
  let page: string;
  try {
    page = await readFile(join(folder, 'index.html'), 'utf8');
  } catch (cause) {
    const message = `The web page is not built: there is no index.html in ${folder}. Run the set-up (npm run setup) first.`;
    throw new InputError('web_not_built', message, { cause });
  }
  return {
    folder,
    renderPage() {
      const nonce = randomBytes(16).toString('base64');
      return { html: page.replaceAll(nonceMark, nonce), policy: pagePolicy(nonce) };
    },
  };
}

/**
 * Content Security Policy (CSP 3) of the one HTML page: own scripts only, nothing inline. Ant Design writes its style
 * elements at run time, hence the nonce. Even if hostile text reached the page as markup, it could load or run nothing.
 */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    // Archived pages, each sandboxed by its frame and by its own policy.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
