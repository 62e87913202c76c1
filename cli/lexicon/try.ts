import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createExplainer } from '../../classifier/explain/explain-posting.js';
import { readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { InputError } from '../../contracts/errors.js';
import { decodeText } from '../../text/decode/decode.js';
import { elementName } from '../chinese-terms.js';
import { readNamedRelease } from '../release/release-files.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { unreadableFile } from '../unreadable-file.js';
import { explanationText } from './explanation-text.js';
import { projectLexiconFolder } from './lexicon-folder.js';
import { releaseWithLexicon } from './release-with-lexicon.js';

export interface TryOptions {
  readonly file?: string;
  readonly title?: string;
  readonly salary?: string;
  /** Lexicon folder; the project's without it. */
  readonly lexicon?: string;
  readonly release?: string;
  readonly json?: boolean;
}

/** `guazheng lexicon try [TEXT]`: from the text to its verdict, step by step, with the lexicon as it lies in its folder. */
export async function tryText(given: string | undefined, options: TryOptions): Promise<ExitCode> {
  const text = await readText(given, options.file);
  const lexicon = readLexicon(options.lexicon ?? projectLexiconFolder());
  const own =
    options.release === undefined ? readRelease(readSettings().releaseFile) : readNamedRelease(options.release);
  const release = releaseWithLexicon(own, lexicon);
  const { title, salary } = options;
  const row = { text, ...(title !== undefined && { title }), ...(salary !== undefined && { salary }) };
  const explanation = createExplainer(release, elementName)(row);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(explanation)}\n`);
    return 0;
  }
  process.stdout.write(explanationText(explanation));
  if (release !== own)
    process.stdout.write(`  （词库与研判版本 ${own.id} 训练时的不同：已有规则用训练所得的权重，新规则用专家权重。）\n`);
  return 0;
}

async function readText(given: string | undefined, file: string | undefined): Promise<string> {
  if (given !== undefined && file !== undefined) throw new InputError('bad_option', 'Give a text or --file, not both.');
  if (given !== undefined) return given;
  if (file !== undefined) {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw unreadableFile(`The text file ${file}`, error);
    });
    return decodeText(bytes).text;
  }
  if (process.stdin.isTTY)
    throw new InputError(
      'no_text',
      'There is no text: write it behind «guazheng lexicon try», or name a file with --file.',
    );
  return decodeText(await buffer(process.stdin)).text;
}
