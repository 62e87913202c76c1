import { readContacts } from '../../classifier/deal/read-contact.js';
import { readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { dataFile } from '../../evidence/law/data-file.js';
import { createNormaliser, type Normalise, originalSpan } from '../../text/normalise/normalise.js';

/** UTF-16 offsets in the original text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * `text` with telephone numbers, WeChat and QQ names, e-mail addresses and identity card numbers made unreadable: `138****1234`. Found in normal
 * form, so that most disguises do not save them; beyond what the classifier takes for a contact, long rows of digits are covered too, for what
 * is covered needlessly can be uncovered. The length in UTF-16 units stays, so that spans of reasons still fit.
 */
export function maskContacts(text: string): string {
  if (!mayHoldContact.test(text)) return text;
  let masked = '';
  let from = 0;
  for (const { start, end } of merged(contactSpans(text))) {
    masked += text.slice(from, start) + maskWhole(text.slice(start, end));
    from = end;
  }
  return masked + text.slice(from);
}

/** A contact that stands alone, such as one of the deal terms: covered even where it looks like none. */
export function maskContact(contact: string): string {
  const masked = maskContacts(contact);
  return masked === contact ? maskWhole(contact) : masked;
}

/** Without any of these there is nothing to find: most titles and names of companies end here. */
const mayHoldContact = /[\p{N}\p{Script=Latin}@零〇一二三四五六七八九幺]/u;

/** Long texts are read in pieces that overlap by more than any contact is long. */
const pieceLength = 8_000;
const overlap = 200;

const digit = '[0-9零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]';
const date = '(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])';
const further: readonly RegExp[] = [
  // Identity cards of 18 characters (GB 11643).
  /(?<![0-9a-z])[1-8][0-9]{16}[0-9x](?![0-9a-z])/g,
  // Seven digits in a row are a telephone or QQ number; dates and credit codes of organisations (GB 32100) are not.
  new RegExp(`(?<![0-9a-z]|${digit})(?!${date})(?!9[1-3][0-9a-z]{16}(?![0-9a-z]))${digit}{7,}(?![a-z])`, 'g'),
  /(?:微信|微|薇|加威|加v|vx|wx|wechat)[^a-z0-9]{0,6}(?<value>[a-z0-9_-]{5,20})/g,
  /(?:qq|企鹅)[^0-9]{0,6}(?<value>[0-9](?:[ .·-]?[0-9]){4,10})/g,
];

function contactSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < text.length; from += pieceLength) {
    const normalised = normalise(text.slice(from, from + pieceLength + overlap));
    const add = (start: number, end: number): void => {
      if (end <= start) return;
      const span = originalSpan(normalised, start, end);
      spans.push({ start: from + span.start, end: from + span.end });
    };
    for (const { kind, start, end } of readContacts(normalised.text)) {
      // The word before it («微信号:») stays readable.
      const label = kind === 'wechat' || kind === 'qq' ? /^[^a-z0-9]*(?:qq?[^a-z0-9]*)?/ : /^/;
      add(start + (label.exec(normalised.text.slice(start, end))?.[0].length ?? 0), end);
    }
    for (const pattern of further) {
      for (const match of normalised.text.matchAll(pattern)) {
        const end = match.index + match[0].length;
        add(end - (match.groups?.value ?? match[0]).length, end);
      }
    }
  }
  return spans;
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && span.start < last.end)
      result.splice(-1, 1, { start: last.start, end: Math.max(last.end, span.end) });
    else result.push(span);
  }
  return result;
}

/** Keeps up to three characters at the beginning and four at the end, at least a third is covered; of a mailbox the domain too. */
function maskWhole(text: string): string {
  const at = /[@＠]/.exec(text)?.index;
  if (at !== undefined && at > 0) return maskWhole(text.slice(0, at)) + text.slice(at);
  const characters = [...text];
  const most = characters.length - Math.ceil(characters.length / 3);
  const first = Math.min(3, Math.ceil(characters.length / 4), most);
  const last = Math.min(4, Math.floor(characters.length / 2.75), most - first);
  return characters
    .map((character, index) =>
      index < first || index >= characters.length - last ? character : '*'.repeat(character.length),
    )
    .join('');
}

/** Made once, when something is masked for the first time. */
let made: Normalise | undefined;
function normalise(text: string): ReturnType<Normalise> {
  made ??= createNormaliser(readLexicon(dataFile('classifier/lexicon')));
  return made(text);
}
