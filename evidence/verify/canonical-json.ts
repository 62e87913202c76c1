/**
 * Values that have a canonical JSON form. `undefined` is not one of them: a key that is there or not must be the
 * caller's decision.
 */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The one JSON text of a value (RFC 8785, JSON Canonicalization Scheme): what hashes and signatures are made over.
 * No white space; keys in the order of their UTF-16 code units; numbers and strings as ECMAScript's
 * `JSON.stringify` writes them, which is what the RFC prescribes (3.2.2).
 *
 * @throws TypeError for NaN and infinities, unpaired surrogates (3.2.2.2), and values that are not JSON, such as
 *   `undefined`, a bigint, a Date or another class's instance, with the path to the value
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}, which JSON cannot hold`);
      return JSON.stringify(value);
    case 'string':
      return writeString(value, path);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value))
        return `[${Array.from(value, (item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
      if (isPlainObject(value)) return writeObject(value, path);
  }
  throw new TypeError(`${path} is ${describe(value)}, which is not JSON`);
}

/** The order is that of ECMAScript's string comparison: by UTF-16 code units (RFC 8785, 3.2.3). */
function writeObject(value: object, path: string): string {
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${writeString(key, path)}:${write(member, `${path}.${key}`)}`).join(',')}}`;
}

function writeString(value: string, path: string): string {
  if (/\p{Surrogate}/u.test(value))
    throw new TypeError(`${path} holds an unpaired surrogate, which UTF-8 cannot encode`);
  return JSON.stringify(value);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  return typeof value === 'object' ? `an instance of ${value?.constructor.name}` : `of type ${typeof value}`;
}
