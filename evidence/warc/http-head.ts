type HeaderFields = readonly (readonly [name: string, value: string])[];

/** What of a message's framing no longer holds for a body that was decoded. */
const framing = /^(?:content-encoding|transfer-encoding|content-length)$/i;

/** A header field's name is a token (RFC 9110 section 5.6.2), which HTTP/2's `:status` and `:path` are not. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * The head of a response as a WARC holds it: fields in the order received, but such as tell the length and coding of the decoded body that
 * follows. What the server said of them is kept under the names that web archives give it, `x-orig-content-encoding` and so on.
 *
 * @param bodyBytes of the decoded body
 */
export function responseHead(status: number, statusText: string, fields: HeaderFields, bodyBytes: number): Uint8Array {
  const kept = lines(fields).map(([name, value]): [string, string] => [
    framing.test(name) ? `x-orig-${name.toLowerCase()}` : name,
    value,
  ]);
  return head(`HTTP/1.1 ${status} ${oneLine(statusText)}`, [...kept, ['Content-Length', String(bodyBytes)]]);
}

/** The head of a request: the path as the server got it, fields in the order sent. */
export function requestHead(method: string, url: string, fields: HeaderFields): Uint8Array {
  const { pathname, search } = new URL(url);
  return head(`${oneLine(method)} ${pathname}${search} HTTP/1.1`, lines(fields));
}

/** Browsers give a field that came several times as one value of several lines; no value may begin a field of its own. */
function lines(fields: HeaderFields): [string, string][] {
  return fields.flatMap(([name, value]) =>
    token.test(name) ? value.split(/[\r\n]+/).map((line): [string, string] => [name, line]) : [],
  );
}

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

function head(firstLine: string, fields: HeaderFields): Uint8Array {
  const text = `${[firstLine, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`;
  // Clients give each byte of a field as one character (RFC 9110 section 5.5), so that Latin-1 restores the bytes.
  return Buffer.from(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8');
}
