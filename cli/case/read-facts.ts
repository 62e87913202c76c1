import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { InputError, messageOf } from '../../contracts/errors.js';
import { unreadableFile } from '../unreadable-file.js';

/**
 * Facts of a step: those of a YAML file, and above them each `key=value`, the value as YAML reads it.
 * @throws InputError `file_unreadable`, `facts_unusable`
 */
export async function readFacts(
  file: string | undefined,
  set: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const facts: Record<string, unknown> = file === undefined ? {} : { ...(await readFactsFile(file)) };
  for (const pair of set) {
    const at = pair.indexOf('=');
    if (at < 1) throw new InputError('facts_unusable', `--set ${pair} is no key=value.`);
    facts[pair.slice(0, at)] = readYaml(pair.slice(at + 1), `--set ${pair}`);
  }
  return facts;
}

async function readFactsFile(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadableFile(`The file of facts ${file}`, error);
  });
  const facts = readYaml(text, file) ?? {};
  if (typeof facts !== 'object' || Array.isArray(facts))
    throw new InputError('facts_unusable', `The file ${file} holds no facts by name, such as «document: 责改1号».`);
  return facts;
}

function readYaml(text: string, where: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    const [sentence = ''] = messageOf(cause).split('\n');
    throw new InputError('facts_unusable', `${where} is no YAML: ${sentence}`, { cause });
  }
}
