import { elementSigns, type Gate, textSigns, titleSigns, urlSigns } from './gate-page-signs.js';
import { loadPage } from './html-document.js';
import { type HtmlElement, walkHtml } from './html-node.js';
import { elementToText } from './html-to-text.js';

export type { Gate };

/** A page as it was received, decoded. `url` is where it came from, after redirects. */
export interface ReceivedPage {
  url: string;
  /** HTML, or the JSON of an interface. */
  text: string;
  status?: number;
}

/** What a reader sees between the frames of a page, and which controls. */
interface PageBody {
  title: string;
  /** The first characters of everything seen. */
  seen: string;
  /** Characters outside of links and forms: where a posting's text would stand. */
  plain: number;
  links: number;
  /** Whether a heading names something else than a gate would. */
  hasSubject: boolean;
  passwordFields: number;
  /** Parts of CAPTCHA products that are elements to see, and those that are loaded. */
  captchaParts: { seen: boolean; loaded: boolean };
  /** Data for a script that builds the page: its text is still to come. */
  hasData: boolean;
}

/**
 * A gate explains itself in a few sentences and links to little more than a log-in and a help page; the least that a posting says is
 * about as much, so it takes a URL, a title or a sentence besides. Set by hand on known gates and on saved pages of job boards.
 */
const gateSize = { plain: 300, links: 40 };
/** Without any of those, controls alone decide, on a page that holds nothing else. */
const bareSize = { plain: 60, links: 15 };
const seenLimit = 4000;
/** A page's data is longer than the settings that every page has in a script. */
const dataLength = 4000;
/** Longest answer of an interface that only says no. */
const longestRefusal = 1500;

/**
 * Whether a page is a CAPTCHA or a log-in that stands in a posting's or a list's place: then it is recorded as what it is, and nobody
 * solves or passes it. Undefined for everything else, also for a page with a log-in box beside its content and for a shell that
 * scripts are still to fill. Ask it of pages on which no posting was found; one pass over the page, no network.
 */
export function gateOf(page: ReceivedPage): Gate | undefined {
  const start = page.text.slice(0, 200).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return gateOfAnswer(page.text);
  const body = readBody(page.text);
  if (body.plain >= gateSize.plain || body.links >= gateSize.links) return undefined;
  const { host, pathname } = new URL(page.url);
  const named =
    signIn(urlSigns, `${host}${pathname}`.slice(0, 500)) ??
    titleParts(body.title)
      .map((part) => signIn(titleSigns, part))
      .find(Boolean);
  const isBare = body.plain < bareSize.plain && body.links < bareSize.links && !body.hasData;
  const { captchaParts } = body;
  // A log-in page may hold a CAPTCHA; what it wants first is a password.
  if (named === 'captcha') return 'captcha';
  if (named === 'login' || page.status === 401) return 'login';
  if (body.hasSubject) return undefined;
  const said = signIn(textSigns, body.seen);
  if (said === 'captcha' && (captchaParts.seen || captchaParts.loaded)) return 'captcha';
  if (said === 'login' && (body.passwordFields > 0 || isBare)) return 'login';
  if (!isBare) return undefined;
  if (body.passwordFields > 0) return 'login';
  return captchaParts.seen || said === 'captcha' ? 'captcha' : undefined;
}

/** An interface that refuses: a short answer without a list, whose message says why. */
function gateOfAnswer(text: string): Gate | undefined {
  if (text.length > longestRefusal || /\[\s*\{/.test(text)) return undefined;
  return signIn(textSigns, unescaped(text));
}

function unescaped(json: string): string {
  return json.replace(/\\u([0-9a-f]{4})/gi, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function signIn(signs: readonly { gate: Gate; pattern: RegExp }[], text: string): Gate | undefined {
  return signs.find(({ pattern }) => pattern.test(text))?.gate;
}

/** `登录 - 某某招聘网` has two. */
function titleParts(title: string): string[] {
  return title
    .slice(0, 300)
    .split(/\s[-–—|]\s|[-_|–—【】,，:：·]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Frames of a page, dialogs that wait to be opened, and what is hidden: none of it is what the page is about. */
function isAside({ name, attribs }: HtmlElement): boolean {
  const { class: names = '', id = '', role = '', style = '', hidden } = attribs;
  if (/^(?:header|nav|footer|aside)$/.test(name) || /^(?:navigation|dialog|banner|contentinfo)$/.test(role))
    return true;
  if (hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style.slice(0, 500))) return true;
  return `${names} ${id}`
    .slice(0, 500)
    .split(/\s+/)
    .some((word) =>
      /^(?:\w+[-_])?(?:header|head|nav|navbar|topbar|footer|foot|modal|dialog|popup|hide|hidden|copyright)(?:[-_]\w+)?$/i.test(
        word,
      ),
    );
}

const unread = new Set(['style', 'noscript', 'template', 'select', 'textarea', 'svg', 'title']);
const gateHeading =
  /登录|登陆|注册|验证(?!工程|岗|员)|安全校验|欢迎|访问|频繁|异常|扫码|log ?in|sign ?in|human|security|moment|browser/i;

function readBody(html: string): PageBody {
  const $ = loadPage(html);
  const body: PageBody = {
    title: $('title').first().text().replace(/\s+/g, ' ').trim(),
    seen: '',
    plain: 0,
    links: 0,
    hasSubject: false,
    passwordFields: 0,
    captchaParts: { seen: false, loaded: false },
    hasData: false,
  };
  const root = $.root()[0];
  if (root === undefined) return body;
  let [inLink, inForm] = [0, 0];
  walkHtml(root, {
    enter: (element) => {
      const { name, attribs } = element;
      if (name === 'script' || name === 'link') {
        const inline = $(element).text();
        body.hasData ||= inline.length > dataLength && /["'\w]\s*[=:(]\s*["']?[{[]/.test(inline.slice(0, 2000));
        body.captchaParts.loaded ||=
          signIn(elementSigns, `${attribs.src ?? ''} ${inline.slice(0, 20_000)}`) !== undefined;
        return false;
      }
      if (unread.has(name) || isAside(element)) return false;
      if (/^h[1-3]$/.test(name)) {
        const heading = elementToText(element);
        body.hasSubject ||= heading.length > 1 && !gateHeading.test(heading.slice(0, 500));
      }
      if (name === 'a') {
        inLink += 1;
        body.links += 1;
      } else if (name === 'form') inForm += 1;
      else if (name === 'input' && attribs.type?.toLowerCase() === 'password') body.passwordFields += 1;
      const described = `${attribs.id ?? ''} ${attribs.class ?? ''} ${attribs.src ?? ''} ${attribs.action ?? ''}`;
      if (described.length > 3) body.captchaParts.seen ||= signIn(elementSigns, described.slice(0, 1000)) !== undefined;
      return true;
    },
    leave: ({ name }) => {
      if (name === 'a') inLink -= 1;
      else if (name === 'form') inForm -= 1;
    },
    text: (data) => {
      const text = data.replace(/\s+/g, ' ');
      if (inLink === 0 && inForm === 0) body.plain += text.trim().length;
      if (body.seen.length < seenLimit) body.seen += text.slice(0, seenLimit);
    },
  });
  return body;
}
