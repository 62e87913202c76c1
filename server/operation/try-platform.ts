import type { TriedPage as ShownPage, TriedPlatform } from '../../contracts/api/operation/platform-files.js';
import { GuazhengError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { TriedPage } from '../../crawler/try-platform.js';
import { platformOf } from '../../queue/steps/platforms-of-versions.js';
import { maskContacts } from '../postings/mask-contacts.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { readUsableFile } from './platform-file.js';
import { readable, sourceExcerpt } from './readable-text.js';

/** A trial asks a stranger's server twice or three times; longer than this none is waited for, in milliseconds. */
const longestTrial = 120_000;
/** Trials of all persons at once: each may open a browser. */
const mostAtOnce = 3;
const mostPostings = 50;
const fields = ['title', 'company', 'agency', 'salary', 'place', 'headcount', 'publishedAt', 'url', 'text'] as const;

/** Between two requests where no version of the platform is stored, in milliseconds: a crawl's own unless its file says otherwise. */
const usualGap = 1_000;

/** Persons whose trial goes on. */
const trying = new Set<string>();

/**
 * Fetches a list page and a posting by a platform file that is not saved, and shows what it reads from them, contacts covered. One at a time for a person.
 * @param left aborts when the person no longer waits
 */
export async function tryPlatformFile(
  { db, operation }: Pick<Sources, 'db' | 'operation'>,
  session: Session,
  yaml: string,
  left: AbortSignal,
): Promise<TriedPlatform> {
  const person = session.person.id;
  const file = readUsableFile(yaml);
  if (operation?.tryPlatform === undefined)
    throw new RequestError(
      503,
      'trial_unavailable',
      '本服务没有采集能力，不能试采。请用“guazheng serve”启动，或用命令“guazheng platform test”试采。',
    );
  if (trying.has(person)) throw new RequestError(429, 'trial_running', '您的上一次试采还未结束，请稍候。');
  if (trying.size >= mostAtOnce) throw new RequestError(429, 'trials_running', '其他人正在试采，请稍后再试。');
  trying.add(person);
  const pages: TriedPage[] = [];
  try {
    const signal = AbortSignal.any([left, AbortSignal.timeout(longestTrial)]);
    const gapMilliseconds = Math.max(file.pace.gapMilliseconds, await leastGap(db, file.id));
    const polite = { ...file, pace: { ...file.pace, gapMilliseconds } };
    await operation.tryPlatform(polite, signal, (page) => void pages.push(page));
    return { pages: pages.map(shown), failure: null };
  } catch (error) {
    if (left.aborted) throw new RequestError(410, 'trial_left', '试采已中止。', { cause: error });
    // A defect of this program is no answer about the platform.
    if (!(error instanceof GuazhengError)) throw error;
    return { pages: pages.map(shown), failure: { code: error.code, message: error.message } };
  } finally {
    trying.delete(person);
  }
}

/** A text that nobody has saved cannot hurry a platform more than the version that is. */
async function leastGap(db: Sources['db'], platformId: string): Promise<number> {
  const stored = await db.platformVersion.findFirst({ where: { platformId }, orderBy: { number: 'desc' } });
  return stored === null ? usualGap : platformOf(stored).pace.gapMilliseconds;
}

function shown({ kind, url, status, method, encoding, bytes, postings, next, text }: TriedPage): ShownPage {
  return {
    ...{ kind, url, status, method, encoding, bytes, next },
    postings: postings.slice(0, mostPostings).map(fieldsOf),
    found: postings.length,
    ...{ text: maskContacts(readable(text)), source: maskContacts(sourceExcerpt(text)) },
  };
}

function fieldsOf(posting: PostingRow): Record<string, string> {
  // An address is what the file is to be checked by; its long numbers name a posting.
  const shownAs = (field: (typeof fields)[number], text: string) => (field === 'url' ? text : maskContacts(text));
  return Object.fromEntries(fields.map((field) => [field, shownAs(field, posting[field] ?? '')]));
}
