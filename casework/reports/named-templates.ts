import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, systemCodeOf } from '../../contracts/errors.js';
import type { TemplateText } from './read-month.js';

/** Where the department's own templates of the month's table lie, within the folder of its templates. */
const folderName = '月报';
const ending = '.yaml';
/** Far beyond 60 columns with their notes. */
const mostBytes = 100_000;

/**
 * The department's own templates of the month's table by name, rising: the files `月报/NAME.yaml` of its folder. None where there is no such
 * folder.
 */
export async function listMonthlyTemplates(templatesFolder: string | undefined): Promise<readonly string[]> {
  return (await filesOf(templatesFolder)).map((file) => file.slice(0, -ending.length));
}

/**
 * @param name is looked up in the folder's list, never made into a path
 * @throws InputError `monthly_template_unknown`, `monthly_template_unusable` where it is too long or no UTF-8
 */
export async function readNamedTemplate(templatesFolder: string | undefined, name: string): Promise<TemplateText> {
  const file = (await filesOf(templatesFolder)).find((one) => one === `${name}${ending}`);
  if (templatesFolder === undefined || file === undefined)
    throw new InputError('monthly_template_unknown', `There is no template of the month’s table «${name}».`);
  const handle = await open(join(templatesFolder, folderName, file));
  try {
    return { file, text: await readText(handle, file) };
  } finally {
    await handle.close();
  }
}

async function filesOf(templatesFolder: string | undefined): Promise<readonly string[]> {
  if (templatesFolder === undefined) return [];
  const entries = await readdir(join(templatesFolder, folderName), { withFileTypes: true }).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  // A link could lead out of the folder.
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

async function readText(handle: FileHandle, file: string): Promise<string> {
  const refuse = (why: string): InputError =>
    new InputError('monthly_template_unusable', `The template of the month’s table ${file} is not usable: ${why}.`);
  if ((await handle.stat()).size > mostBytes) throw refuse(`it is longer than ${mostBytes} bytes`);
  const bytes = await handle.readFile();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('it is not UTF-8');
  }
}
