import type { CheerioAPI } from 'cheerio/slim';

/** The same marker may stand in code before it stands before data; more occurrences are not tried. */
const triedOccurrences = 20;

/**
 * The end (exclusive) of the JSON object, array or string that begins at `start`, found by counting brackets outside
 * of strings; -1 when the text ends first. One pass, no recursion, so any depth is safe. Whether what lies between
 * is JSON is for `JSON.parse` to say.
 */
export function endOfJsonValue(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') {
        inString = false;
        if (depth === 0) return at + 1;
      }
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 0) return at + 1;
    }
  }
  return -1;
}

/**
 * The JSON object, array or string that stands directly behind `marker`; white space, `=`, `:` and `(` may lie
 * between. A string that itself holds a JSON object or array (`JSON.parse("…")`) is opened. Undefined if there is none.
 */
export function jsonAfter(text: string, marker: string): unknown {
  let from = 0;
  for (let tried = 0; tried < triedOccurrences; tried += 1) {
    const found = text.indexOf(marker, from);
    if (found < 0) return undefined;
    from = found + marker.length;
    let start = from;
    while (/[\s=:(]/.test(text.charAt(start))) start += 1;
    if (!/[[{"]/.test(text.charAt(start))) continue;
    const end = endOfJsonValue(text, start);
    if (end < 0) continue;
    const value = parsed(text.slice(start, end));
    if (typeof value === 'string' && /^\s*[[{]/.test(value)) return parsed(value);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The value behind the marker in the first script element of the page that has one. */
export function embeddedJson($: CheerioAPI, marker: string): unknown {
  for (const element of $('script').toArray()) {
    const [content] = element.children;
    const value = content?.nodeType === 3 ? jsonAfter(content.data, marker) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** An interface's answer: JSON, or JSON in a call of a function (JSONP). Undefined if it is neither. */
export function jsonAnswer(text: string): unknown {
  const value = parsed(text);
  if (value !== undefined) return value;
  const call = /^[^"{[]{0,200}\(\s*(?=[[{])/.exec(text);
  if (call === null) return undefined;
  const start = call[0].length;
  const end = endOfJsonValue(text, start);
  return end < 0 ? undefined : parsed(text.slice(start, end));
}

/** Undefined for what is no JSON: a page that holds none is an ordinary thing, not an error. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
