import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../../scripts/setup/command-line.mjs';
import { makeFresh } from '../../scripts/setup/make-fresh.mjs';
import { page } from '../../scripts/setup/page.mjs';
import type { Step } from '../../scripts/setup/stamped-step.mjs';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-steps-'));
  mkdirSync(join(root, 'node_modules'));
  for (const tool of ['typescript', 'vite']) {
    symlinkSync(join(checkout, 'node_modules', tool), join(root, 'node_modules', tool));
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function make(step: Step): Promise<boolean> {
  const lock = join(root, '.guazheng/set-up.lock');
  return makeFresh([step], { root, lock, signal: new AbortController().signal, write: () => {} });
}

describe('the command line', () => {
  beforeEach(() => {
    put('package.json', '{ "type": "module" }');
    const language = {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023'],
      types: [],
      strict: true,
      skipLibCheck: true,
    };
    put('tsconfig.json', JSON.stringify({ compilerOptions: language }));
    const options = { outDir: 'dist', rootDir: '.', incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' };
    put(
      'tsconfig.build.json',
      JSON.stringify({ extends: './tsconfig.json', compilerOptions: options, include: ['cli', 'text'] }),
    );
    put(
      'cli/main.ts',
      `#!/usr/bin/env node\nimport { greeting } from '../text/greeting.js';\nconsole.log(greeting);\n`,
    );
    put('text/greeting.ts', `export const greeting: string = 'hello';\n`);
    put('text/console.d.ts', 'declare var console: { log(text: string): void };\n');
  });

  test('is built, can be executed, and is built again only after a change', async () => {
    const step = commandLine(root);
    expect(await make(step)).toBe(true);
    expect(execFileSync(join(root, 'dist/cli/main.js'), { encoding: 'utf8' })).toBe('hello\n');
    expect(await make(step)).toBe(false);
    put('text/greeting.ts', `export const greeting: string = 'good day';\n`);
    expect(await make(step)).toBe(true);
    expect(execFileSync(join(root, 'dist/cli/main.js'), { encoding: 'utf8' })).toBe('good day\n');
  });

  test('keeps no output of a source that is gone, and leaves the page beside it alone', async () => {
    put('text/gone.ts', 'export const gone = 1;\n');
    put('dist/web/assets/page.js', 'the page');
    await make(commandLine(root));
    expect(readdirSync(join(root, 'dist/text')).sort()).toEqual(['gone.js', 'greeting.js']);
    rmSync(join(root, 'text/gone.ts'));
    await make(commandLine(root));
    expect(readdirSync(join(root, 'dist/text'))).toEqual(['greeting.js']);
    expect(readFileSync(join(root, 'dist/web/assets/page.js'), 'utf8')).toBe('the page');
  });

  test('is whole again after somebody deleted a part of it', async () => {
    await make(commandLine(root));
    rmSync(join(root, 'dist/text/greeting.js'));
    expect(await make(commandLine(root))).toBe(true);
    expect(existsSync(join(root, 'dist/text/greeting.js'))).toBe(true);
  });

  test('is not built with a type error, which is told as tsc tells it, each time until it is put right', async () => {
    put('text/greeting.ts', `export const greeting: string = 1;\n`);
    const error = "text/greeting.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'.";
    await expect(make(commandLine(root))).rejects.toThrow(error);
    await expect(make(commandLine(root))).rejects.toThrow(error);
  });
});

describe('the page', () => {
  beforeEach(() => {
    put('web/index.html', '<!doctype html><script type="module" src="/src/main.js"></script>');
    put('web/src/main.js', `document.title = 'first';\n`);
    put('web/vite.config.js', `export default { build: { outDir: '../dist/web' } };\n`);
  });
  const script = () => {
    const [name = ''] = readdirSync(join(root, 'dist/web/assets'));
    return readFileSync(join(root, 'dist/web/assets', name), 'utf8');
  };

  test('is built, and built again when web/ or the shared language changed', async () => {
    expect(await make(page(root))).toBe(true);
    expect(script()).toContain('first');
    expect(await make(page(root))).toBe(false);
    put('web/src/main.js', `document.title = 'second';\n`);
    expect(await make(page(root))).toBe(true);
    expect(readdirSync(join(root, 'dist/web/assets'))).toHaveLength(1);
    expect(script()).toContain('second');
    put('contracts/band.ts', 'export const band = 1;\n');
    expect(await make(page(root))).toBe(true);
  });

  test('that is missing, or goes elsewhere, fails with a sentence', async () => {
    put('web/vite.config.js', 'export default {};\n');
    await expect(make(page(root))).rejects.toThrow('build.outDir in web/vite.config.ts must be ../dist/web');
    rmSync(join(root, 'web/index.html'));
    await expect(make(page(root))).rejects.toThrow('web/index.html is missing');
  });
});
