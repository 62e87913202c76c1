import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { readSavedPage, type SavedPage } from '../../crawler/extract/read-saved-page.js';
import { parsePlatformFile } from '../../crawler/read-platform-file.js';
import type { ExitCode } from '../run-command.js';
import { readPlatformText } from './add.js';
import { fetchForTest } from './fetch-for-test.js';

export interface TestOptions {
  readonly page?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Postings told in words; `--json` has them all. */
const mostTold = 5;

/** `guazheng platform test FILE`: exit 1 when the file extracts nothing. */
export async function testPlatform(file: string, options: TestOptions): Promise<ExitCode> {
  const platform = parsePlatformFile(await readPlatformText(file), file);
  const pages =
    options.page === undefined ? await fetchForTest(platform) : [await readPage(platform, options.page, options.url)];
  const found = pages.some((page) => page.postings.length > 0);
  if (options.json === true) process.stdout.write(`${JSON.stringify(pages.length === 1 ? pages[0] : { pages })}\n`);
  else for (const page of pages) process.stdout.write(describe(page));
  return found ? 0 : 1;
}

async function readPage(platform: PlatformFile, file: string, url: string | undefined): Promise<SavedPage> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new InputError('file_unreadable', `The saved page ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  });
  const from = url ?? platform.entry[0] ?? '';
  if (!URL.canParse(from))
    throw new InputError('bad_option', `--url ${from} is no URL; give the address that the page was saved from.`);
  return readSavedPage(platform, bytes, from);
}

function describe({ encoding, kind, postings, next }: SavedPage): string {
  const lines = [
    `${kind} page in ${encoding}: ${postings.length} postings${next === null ? '' : `, next page ${next}`}`,
  ];
  for (const posting of postings.slice(0, mostTold)) {
    for (const [key, value] of Object.entries(posting)) {
      if (typeof value === 'string' && value !== '')
        lines.push(`  ${key}: ${value.length > 120 ? `${value.slice(0, 120)}…` : value}`);
    }
    lines.push('');
  }
  if (postings.length === 0) lines.push('  Nothing was extracted: compare the selectors with the page.');
  return `${lines.join('\n')}\n`;
}
