import type { JsonField } from '../../contracts/platform.js';
import { compilePattern, matched } from './field-pattern.js';
import { possibleHtmlToText } from './html-to-text.js';
import type { FieldName, FieldValues } from './posting-fields.js';

/**
 * The value at a dotted path: `job.company.name`, `attribute_text.0`; `.` is the value itself. Own properties and
 * array indices alone are followed, so `__proto__` or `constructor` lead nowhere. Undefined when there is nothing.
 */
export function valueAt(root: unknown, path: string): unknown {
  if (path === '.') return root;
  let value = root;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** A value as text: strings, numbers, truth values, and flat lists of them joined by `separator`; else undefined. */
export function textOf(value: unknown, separator: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const parts = value.slice(0, 1000).flatMap((part) => (Array.isArray(part) ? [] : (textOf(part, separator) ?? [])));
  return parts.length === 0 ? undefined : parts.join(separator);
}

type JsonFields = { [name in FieldName]?: JsonField | undefined };

interface CompiledField {
  name: FieldName;
  path: string;
  pattern: RegExp | null;
}
/** A platform's map of fields is one object for as long as the platform is loaded. */
const compiledMaps = new WeakMap<JsonFields, CompiledField[]>();

function compiledFields(fields: JsonFields): CompiledField[] {
  const known = compiledMaps.get(fields);
  if (known !== undefined) return known;
  const compiled = (Object.entries(fields) as [FieldName, JsonField | undefined][]).flatMap(([name, field]) => {
    if (field === undefined) return [];
    const { path, pattern } = typeof field === 'string' ? { path: field } : field;
    return [{ name, path, pattern: pattern === undefined ? null : compilePattern(pattern) }];
  });
  compiledMaps.set(fields, compiled);
  return compiled;
}

/** Reads a map of fields inside one JSON value. Strings with HTML in them become their text, but for `url` and `key`. */
export function readJsonFields(item: unknown, fields: JsonFields): FieldValues {
  const values: FieldValues = {};
  for (const { name, path, pattern } of compiledFields(fields)) {
    const raw = textOf(valueAt(item, path), name === 'text' ? '\n' : ' ');
    if (raw === undefined) continue;
    const text = name === 'url' || name === 'key' ? raw : possibleHtmlToText(raw);
    const value = pattern === null ? text : matched(pattern, text);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** A placeholder of a URL template: `{id}`, `{job.id}`. */
const placeholder = /\{([^{}]*)\}/g;

/** The paths that a URL template takes from an item. */
export function templatePaths(template: string): string[] {
  return [...template.matchAll(placeholder)].map(([, path]) => path ?? '');
}

/** `/job/{id}.html` filled from an item, values percent-encoded; null when one of them is missing or empty. */
export function fillTemplate(template: string, item: unknown): string | null {
  let complete = true;
  const filled = template.replace(placeholder, (_, path: string) => {
    const value = textOf(valueAt(item, path), ',') ?? '';
    complete &&= value !== '';
    // A lone surrogate cannot be percent-encoded.
    return encodeURIComponent(value.replace(/[\ud800-\udfff]/gu, '\ufffd'));
  });
  return complete ? filled : null;
}
