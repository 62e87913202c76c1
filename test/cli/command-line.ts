import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Whether the set-up of `npm test` or `npm run test:long` has just built the command. */
export const isBuilt = /^test(:long)?$/.test(process.env.npm_lifecycle_event ?? '');

/**
 * Node's arguments that run the command: as the set-up of the tests has just built it, which starts far quicker; from source where a file of tests is run by
 * itself, when what is built may be old.
 */
export const commandLine: readonly string[] = isBuilt
  ? [join(project, 'dist', 'cli', 'main.js')]
  : ['--import', import.meta.resolve('tsx'), join(project, 'cli', 'main.ts')];
