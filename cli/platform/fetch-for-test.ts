import type { PlatformFile } from '../../contracts/platform.js';
import type { SavedPage } from '../../crawler/extract/read-saved-page.js';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { readGuardSettings } from '../../crawler/fetch/guard-settings.js';
import { tryPlatform } from '../../crawler/try-platform.js';
import { findBlobStore } from '../../evidence/blobs/find-blob-store.js';
import { readSettings } from '../settings.js';

/** Fetches the first list page and the first posting on it with this deployment's settings. */
export async function fetchForTest(platform: PlatformFile): Promise<SavedPage[]> {
  const { userAgent, stateFolder, blobStore } = readSettings();
  const pages = await tryPlatform(platform, {
    guard: readGuardSettings(process.env),
    blobs: await (await findBlobStore(blobStore)).open(),
    ...{ userAgent, stateFolder },
    chromium: await findChromium(process.env),
  });
  // The command tells what was extracted; the page itself is in the blob store.
  return pages.map(({ encoding, kind, postings, next }) => ({ encoding, kind, postings, next }));
}
