import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectFile, readLabelledFile } from '../classifier/labelled-postings.js';
import { commandLine } from './command-line.js';
import { type Ended, guazheng, project, type RunOptions } from './run-guazheng.js';

const fewFrozen = ['genuine-a.jsonl', 'rental-a.jsonl', 'rental-b.jsonl'].map((name) => ({
  name,
  file: projectFile(`fixtures/frozen/${name}`),
}));

/** The frozen postings of a small project: enough for a release that flags hardly anything to be significantly worse. */
export const readFewFrozen = () => fewFrozen.flatMap(({ file }) => readLabelledFile(file));

/**
 * Lays out the built project in `folder` with few frozen postings: an activation judges all of them twice.
 * @returns what runs its command. Where the command is run from source it is the whole project's.
 */
export async function smallProject(
  folder: string,
): Promise<(words: readonly string[], options?: RunOptions) => Promise<Ended>> {
  if (commandLine.length > 1) return guazheng;
  const frozen = join(folder, 'fixtures', 'frozen');
  await mkdir(frozen, { recursive: true });
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
  await cp(join(project, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'classifier', 'prisma', 'fixtures/background-counts'])
    await symlink(join(project, name), join(folder, name));
  for (const { name, file } of fewFrozen) await cp(file, join(frozen, name));
  const main = join(folder, 'dist', 'cli', 'main.js');
  return async (words, { env = {}, cwd = folder, input = '' } = {}) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [main, ...words], { cwd, env: { PATH, HOME, ...env } });
    child.stdin.end(input);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, stdout, stderr };
  };
}
