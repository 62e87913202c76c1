import Mustache from 'mustache';
import { z } from 'zod';
import { InputError, messageOf } from '../../contracts/errors.js';
import { checkTables, type Fail } from './check-tables.js';
import { documentFactsShape } from './document-facts.js';

type Spans = ReturnType<typeof Mustache.parse>;
type Scope = Readonly<Record<string, z.ZodType>>;

/** The characters that stand round a value's number while the Markdown is read (fill-template.ts). */
const reserved = /[\ue000\ue001]/;

/**
 * Refuses a template that would not say what its author means, before anything is filled in.
 * @throws InputError `template_unusable` with file, line and what to write instead: a name that does not exist, a condition or a list
 *   written as a value or the other way round, an unclosed section, Mustache's unescaped values and partials, a table whose rows differ
 */
export function checkTemplate(template: string, file: string): void {
  const fail: Fail = (index, problem) => {
    const line = template.slice(0, index).split('\n').length;
    throw new InputError('template_unusable', `${file}, line ${line}: ${problem}`);
  };
  const hit = reserved.exec(template);
  if (hit) fail(hit.index, 'the characters U+E000 and U+E001 may not stand in a template; remove them.');

  let spans: Spans;
  try {
    spans = Mustache.parse(template);
  } catch (error) {
    const message = messageOf(error);
    const index = Number(/ at (\d+)$/.exec(message)?.[1] ?? 0);
    fail(index, `${message.replace(/ at \d+$/, '')}. Write {{名}}, or {{#名}} … {{/名}}.`);
  }
  checkNames(spans, [documentFactsShape.shape], fail);
  checkTables(template, fail);
}

function checkNames(spans: Spans, scopes: readonly Scope[], fail: Fail): void {
  for (const [type, name, start, , inner] of spans) {
    if (type === 'text' || type === '!') continue;
    if (type === '&' || type === '>' || type === '=')
      fail(
        start,
        `{{{${name}}}}, {{&${name}}}, {{>${name}}} and {{=…=}} are not for templates of documents; write {{${name}}}.`,
      );
    const shape = scopes.map((scope) => (Object.hasOwn(scope, name) ? scope[name] : undefined)).find(Boolean);
    if (shape === undefined) {
      const known = [...new Set(scopes.flatMap((scope) => Object.keys(scope)))];
      fail(start, `there is no name «${name}» here. The names are ${known.join('、')}.`);
    }
    const list = shape instanceof z.ZodArray ? shape.element : undefined;
    const isSection = list !== undefined || shape instanceof z.ZodBoolean;
    if (type === 'name' && isSection)
      fail(start, `«${name}» is a ${list ? 'list' : 'condition'}; write {{#${name}}} … {{/${name}}}.`);
    if (type !== 'name' && !isSection)
      fail(start, `«${name}» is a value, neither list nor condition; write {{${name}}}.`);
    if (!Array.isArray(inner)) continue;
    const own = type === '#' && list instanceof z.ZodObject ? [list.shape] : [];
    checkNames(inner, [...own, ...scopes], fail);
  }
}
