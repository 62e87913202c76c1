import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { dataFile } from '../law/data-file.js';
import { checkTemplate } from './check-template.js';

/** The documents, each made from the template of its name. */
export const documentNames = ['电子数据提取笔录', '证据清单', '线索移送函'] as const;
export type DocumentName = (typeof documentNames)[number];

/** Some pages of text; what is longer is not a template. */
const largestTemplate = 256 * 1024;

/**
 * The text of a template, checked: the department's where its folder has the file, else ours.
 * @param folder with `电子数据提取笔录.md` and so on, edited copies
 * @throws InputError `template_unusable` when it cannot be read or `checkTemplate` refuses it
 */
export async function readTemplate(name: DocumentName, folder?: string): Promise<string> {
  const own = folder === undefined ? null : await read(join(folder, `${name}.md`));
  if (own !== null) return own;
  const ours = dataFile(`evidence/documents/templates/${name}.md`);
  const text = await read(ours);
  if (text === null) throw new InputError('template_unusable', `The template ${ours} is missing; install again.`);
  return text;
}

async function read(file: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw new InputError('template_unusable', `The template ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (bytes.length > largestTemplate)
    throw new InputError(
      'template_unusable',
      `The template ${file} has more than ${largestTemplate} bytes; shorten it.`,
    );
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError('template_unusable', `The template ${file} is not UTF-8; save it as UTF-8.`, { cause: error });
  }
  checkTemplate(text, file);
  return text;
}
