import { load } from 'cheerio/slim';
import { messageOf } from '../../contracts/errors.js';
import type { HtmlField, JsonField, PlatformFile } from '../../contracts/platform.js';
import { compilePattern } from './field-pattern.js';
import { htmlSource } from './html.js';
import { templatePaths } from './json.js';

/** What is wrong in a platform file beyond its shape, and where: `path` is the key path, `message` ends without a full stop. */
interface ReaderProblem {
  path: (string | number)[];
  code: ReaderProblemCode;
  /** What is written there, where that is what cannot be used. */
  value?: string;
  message: string;
}

type ReaderProblemCode =
  | 'entry_credentials'
  | 'scroll_without_browser'
  | 'details_not_linked'
  | 'postings_not_told_apart'
  | 'field_empty'
  | 'bad_selector'
  | 'bad_pattern'
  | 'bad_path'
  | 'bad_url_template';

/**
 * The selectors, regular expressions, JSON paths and URL templates of a platform that cannot work, and combinations of
 * keys that could never crawl. Compiles each once, so that a mistake is an operator's message
 * today and not a failed crawl tonight.
 */
export function readerProblems(platform: PlatformFile): ReaderProblem[] {
  return [...problemsOf(platform)];
}

function* problemsOf({ entry, fetch, list, scroll, detail }: PlatformFile): Generator<ReaderProblem> {
  for (const [index, url] of entry.entries()) {
    const { username, password } = new URL(url);
    if (username !== '' || password !== '') {
      yield {
        path: ['entry', index],
        code: 'entry_credentials',
        message: 'holds a user name or password: remove it, a crawl never logs in',
      };
    }
  }
  if (scroll !== undefined && fetch !== 'browser') {
    yield {
      path: ['scroll'],
      code: 'scroll_without_browser',
      message: 'works in a browser only: add "fetch: browser" or remove it',
    };
  }
  if (list.from === 'html') {
    yield* selectorProblem(list.item, ['list', 'item']);
    yield* htmlProblems(list.fields, ['list', 'fields']);
    yield* htmlProblems({ next: list.next }, ['list']);
  } else {
    yield* pathProblem(list.items, ['list', 'items']);
    yield* jsonProblems(list.fields, ['list', 'fields']);
    yield* jsonProblems({ next: list.next }, ['list']);
    yield* templateProblem(list.urlTemplate, ['list', 'urlTemplate']);
  }
  const linked = list.fields.url !== undefined || (list.from !== 'html' && list.urlTemplate !== undefined);
  if (detail.from !== 'list' && !linked) {
    const choice = list.from === 'html' ? '' : ' or list.urlTemplate';
    yield {
      path: ['list', 'fields'],
      code: 'details_not_linked',
      message: `does not say where the detail pages are: add list.fields.url${choice}, or "detail: {from: list}" if there are none`,
    };
  }
  // Without either, all items of a page would have the page's own URL for a key, and be one posting.
  if (detail.from === 'list' && !linked && list.fields.key === undefined) {
    const choice =
      list.from === 'html'
        ? 'list.fields.key or list.fields.url'
        : 'list.fields.key, list.fields.url or list.urlTemplate';
    yield {
      path: ['list', 'fields'],
      code: 'postings_not_told_apart',
      message: `does not tell the postings of a page apart: add ${choice}`,
    };
  }
  if (detail.from === 'html' || detail.from === 'json-ld')
    yield* htmlProblems(detail.fields ?? {}, ['detail', 'fields']);
  if (detail.from === 'json' || detail.from === 'embedded-json') {
    yield* pathProblem(detail.item, ['detail', 'item']);
    yield* jsonProblems(detail.fields, ['detail', 'fields']);
  }
}

function* htmlProblems(
  fields: Readonly<Record<string, HtmlField | undefined>>,
  at: (string | number)[],
): Generator<ReaderProblem> {
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    const path = [...at, name];
    const long = typeof field === 'object';
    const { selector, attribute, pattern, without } = htmlSource(field);
    if (selector !== null) yield* selectorProblem(selector, long ? [...path, 'selector'] : path);
    else if (attribute === null && pattern === null && without === null && !long) {
      yield { path, code: 'field_empty', message: 'is empty: give a CSS selector such as "h1" or "a.name@href"' };
    }
    if (without !== null) yield* selectorProblem(without, [...path, 'without']);
    if (pattern !== null) yield* patternProblem(pattern, [...path, 'pattern']);
  }
}

function* jsonProblems(
  fields: Readonly<Record<string, JsonField | undefined>>,
  at: (string | number)[],
): Generator<ReaderProblem> {
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    const path = [...at, name];
    if (typeof field === 'string') yield* pathProblem(field, path);
    else {
      yield* pathProblem(field.path, [...path, 'path']);
      if (field.pattern !== undefined) yield* patternProblem(field.pattern, [...path, 'pattern']);
    }
  }
}

const empty = load('<p></p>');
/** jQuery's positional filters are no CSS, and the engine compiles what stands behind them only when something matches. */
const positional = /:(?:first|last|eq|nth|gt|lt|even|odd)(?![\w-])/;

function* selectorProblem(selector: string, path: (string | number)[]): Generator<ReaderProblem> {
  const fault = (why: string): ReaderProblem => ({
    path,
    code: 'bad_selector',
    value: shown(selector),
    message: `is not a CSS selector that can be used: "${shown(selector)}" (${why}); correct it, for example "div.job > a"`,
  });
  if (selector.trim() === '') yield fault('it is empty');
  else if (/[>+~]\s*$/.test(selector)) yield fault('something must follow its last sign');
  else if (positional.test(selector)) yield fault('use :first-of-type or :nth-of-type() instead of jQuery filters');
  else {
    const why = whyNot(() => empty(selector));
    if (why !== null) yield fault(why);
  }
}

function* patternProblem(pattern: string, path: (string | number)[]): Generator<ReaderProblem> {
  const why = whyNot(() => compilePattern(pattern));
  if (why === null) return;
  const message = `is not a regular expression: "${shown(pattern)}" (${why}); correct it`;
  yield { path, code: 'bad_pattern', value: shown(pattern), message };
}

function* pathProblem(path: string | undefined, at: (string | number)[]): Generator<ReaderProblem> {
  if (path === undefined || path === '.' || path.split('.').every((step) => step !== '')) return;
  yield {
    path: at,
    code: 'bad_path',
    value: shown(path),
    message: `is not a dotted path: "${shown(path)}"; write keys and numbers with single dots between them, or "." for the whole value`,
  };
}

function* templateProblem(template: string | undefined, path: (string | number)[]): Generator<ReaderProblem> {
  if (template === undefined) return;
  const paths = templatePaths(template);
  const broken = /[{}]/.test(template.replace(/\{[^{}]*\}/g, ''));
  if (broken || paths.length === 0 || paths.includes('')) {
    yield {
      path,
      code: 'bad_url_template',
      value: shown(template),
      message: `is not a URL template: "${shown(template)}"; put a path of the item in braces, for example "/job/{id}.html"`,
    };
  }
  for (const each of paths) yield* pathProblem(each === '' ? undefined : each, path);
}

function whyNot(attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    // Whatever the compiler throws is what the operator has to read.
    return messageOf(error).replace(/\s+/g, ' ').slice(0, 200);
  }
}

function shown(value: string): string {
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}
