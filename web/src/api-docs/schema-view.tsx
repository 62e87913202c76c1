import type { Schema } from './api-document.js';

/** Nested deeper than this nobody reads on; the whole is in openapi.json. */
const deepest = 6;

/** A schema as an indented list of its keys, each with its type and whether it must be there. */
export function SchemaView({
  schema,
  schemas,
  depth = 0,
}: {
  schema: Schema;
  schemas: Readonly<Record<string, Schema>>;
  depth?: number;
}) {
  const found = resolve(schema, schemas);
  const properties = propertiesOf(found, schemas);
  if (properties === undefined || depth >= deepest) return depth === 0 ? <code>{typeText(found, schemas)}</code> : null;
  const { of, required } = properties;
  return (
    <ul className="schema">
      {Object.entries(of).map(([name, each]) => (
        <li key={name}>
          <code>{name}</code>
          {!required.includes(name) && <span className="note">可选</span>}{' '}
          <span className="type">{typeText(each, schemas)}</span>
          {each.description !== undefined && <span className="note">{each.description}</span>}
          <SchemaView schema={each} schemas={schemas} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}

function resolve(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return (name === undefined ? undefined : schemas[name]) ?? schema;
}

/** The keys of an object, of an array's items, or of the object among alternatives. */
function propertiesOf(
  given: Schema,
  schemas: Readonly<Record<string, Schema>>,
): { of: Readonly<Record<string, Schema>>; required: readonly string[] } | undefined {
  const schema = resolve(given, schemas);
  if (schema.properties !== undefined) return { of: schema.properties, required: schema.required ?? [] };
  if (schema.items !== undefined) return propertiesOf(schema.items, schemas);
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    const found = propertiesOf(each, schemas);
    if (found !== undefined) return found;
  }
  return undefined;
}

const typeName: Readonly<Record<string, string>> = {
  string: '文字',
  integer: '整数',
  number: '数',
  boolean: '是否',
  object: '对象',
  null: '空',
};

export function typeText(given: Schema, schemas: Readonly<Record<string, Schema>>): string {
  const schema = resolve(given, schemas);
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.items !== undefined)
    return `列表<${typeText(schema.items, schemas)}>${schema.maxItems === undefined ? '' : `（最多 ${schema.maxItems}）`}`;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map((each) => typeText(each, schemas)))].join(' | ');
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return schema.properties === undefined ? '任意' : '对象';
  const text = types.map((type) => typeName[type] ?? type).join(' | ');
  const bounds = [
    schema.format === 'date-time' ? 'ISO 8601 时间' : schema.format,
    schema.maxLength === undefined ? undefined : `最长 ${schema.maxLength}`,
    schema.default === undefined ? undefined : `默认 ${JSON.stringify(schema.default)}`,
  ].filter((each) => each !== undefined);
  return bounds.length === 0 ? text : `${text}（${bounds.join('，')}）`;
}
