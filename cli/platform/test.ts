import { readFile } from 'node:fs/promises';
import { InputError } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { readSavedPage, type SavedPage } from '../../crawler/extract/read-saved-page.js';
import { parsePlatformFile } from '../../crawler/read-platform-file.js';
import { printable } from '../../text/printable.js';
import type { ExitCode } from '../run-command.js';
import { unreadableFile } from '../unreadable-file.js';
import { fetchForTest } from './fetch-for-test.js';
import { readPlatformText } from './read-platform-text.js';

export interface TestOptions {
  readonly page?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Postings told in words; `--json` has them all. */
const mostTold = 5;

/** `guazheng platform test FILE`: exit 1 when the file extracts nothing. With `--json` a saved page is one page, fetched ones are `{pages}`. */
export async function testPlatform(file: string, options: TestOptions): Promise<ExitCode> {
  const { page, url } = options;
  if (page === undefined && url !== undefined)
    throw new InputError('bad_option', '--url says where a saved page came from; name the page with --page.');
  const platform = parsePlatformFile(await readPlatformText(file), file);
  const saved = page === undefined ? undefined : await readPage(platform, page, url);
  const pages = saved === undefined ? await fetchForTest(platform) : [saved];
  if (options.json === true) process.stdout.write(`${JSON.stringify(saved ?? { pages })}\n`);
  else for (const each of pages) process.stdout.write(describe(each));
  return pages.some((each) => each.postings.length > 0) ? 0 : 1;
}

async function readPage(platform: PlatformFile, file: string, url: string | undefined): Promise<SavedPage> {
  if (url !== undefined && !isHttpUrl(url))
    throw new InputError(
      'bad_option',
      `--url ${url} is no http(s) URL; give the whole address that the page was saved from.`,
    );
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadableFile(`The saved page ${file}`, error);
  });
  return readSavedPage(platform, bytes, url ?? unknownPageOf(platform));
}

function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Nobody said where the page came from: links lead where they would from the entry, but it is not taken for the entry itself, which is a list. */
function unknownPageOf({ entry }: PlatformFile): string {
  const url = new URL(entry[0] ?? '');
  url.searchParams.set('saved-page', '');
  return url.href;
}

function describe({ encoding, kind, postings, next }: SavedPage): string {
  const lines = [
    `${kind} page in ${encoding}: ${postings.length} postings${next === null ? '' : `, next page ${next}`}`,
  ];
  for (const posting of postings.slice(0, mostTold)) {
    for (const [key, value] of Object.entries(posting)) {
      if (typeof value === 'string' && value !== '') lines.push(`  ${key}: ${printable(value, 120)}`);
    }
    lines.push('');
  }
  if (postings.length > mostTold) lines.push(`  … and ${postings.length - mostTold} more (--json has them all)`);
  if (postings.length === 0) lines.push('  Nothing was extracted: compare the selectors with the page.');
  return `${lines.join('\n')}\n`;
}
