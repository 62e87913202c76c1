import { createAddressGuard } from '../../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../crawler/fetch/chromium.js';
import type { Settings } from '../settings.js';

/** Makes PDF files of our documents. */
export interface DocumentPrinter {
  /** Null where there is no browser. */
  readonly print: ((html: string) => Promise<Uint8Array>) | null;
  close(): Promise<void>;
}

/** Opens the browser that prints; it reaches no network. */
export async function openDocumentPrinter({ stateFolder, userAgent }: Settings): Promise<DocumentPrinter> {
  const executablePath = await findChromium(process.env);
  if (executablePath === undefined) return { print: null, close: async () => undefined };
  const browser = createBrowserFetcher({
    ...{ executablePath, stateFolder, userAgent },
    guard: createAddressGuard({ allow: [], hosts: {} }),
    // It visits no page, so that there is nothing to keep or to decide.
    blobs: { put: () => Promise.reject(new RangeError('A printed document is no capture')) },
    decisions: { record: async () => undefined },
  });
  return { print: (html) => browser.print(html), close: () => browser.close() };
}
