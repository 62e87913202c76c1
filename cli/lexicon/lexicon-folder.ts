import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';
import { unreadableFile } from '../unreadable-file.js';

/** The lexicon that comes with the project and that a regulator edits. */
export function projectLexiconFolder(): string {
  return join(projectFolder(), 'classifier', 'lexicon');
}

/** The files of a lexicon folder in the order in which they are joined. @throws InputError */
export function lexiconFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw unreadableFile(`The lexicon folder ${folder}`, error);
  }
}

/** Folders among the paths replaced by the lexicon files in them. */
export function expandFolders(paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? lexiconFilesIn(path) : [path],
  );
}
