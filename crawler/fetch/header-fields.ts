import type { OutgoingHttpHeaders } from 'node:http';

/** Names and values in the order in which they went over the wire; a name that came twice is there twice. */
export type HeaderFields = [name: string, value: string][];

/** Names and values by turns, as Node gives them (`rawHeaders`). */
export function fieldsOfList(list: readonly string[]): HeaderFields {
  const fields: HeaderFields = [];
  for (let index = 0; index + 1 < list.length; index += 2) fields.push([list[index] ?? '', list[index + 1] ?? '']);
  return fields;
}

/** Where one name has several values, they are a list (Node) or the lines of one text (DevTools protocol). */
export function fieldsOfObject(headers: OutgoingHttpHeaders): HeaderFields {
  return Object.entries(headers).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : value === undefined ? [] : String(value).split('\n');
    return values.map((each): [string, string] => [name, each]);
  });
}

/** The header section of an HTTP/1.1 response, its status line first. */
export function fieldsOfText(section: string): HeaderFields {
  const lines = section.split(/\r?\n/).slice(1);
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as [string, string]];
  });
}

/** What the browser said to our proxy is not what the platform received; nor are HTTP/2 pseudo-fields header fields. */
export function isOfTheExchange(name: string): boolean {
  return !name.startsWith(':') && !name.toLowerCase().startsWith('proxy-');
}
