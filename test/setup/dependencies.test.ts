import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isInstalled } from '../../scripts/setup/dependencies.mjs';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const versions = z.record(z.string(), z.string());
const read = <T extends z.ZodType>(path: string, schema: T) =>
  schema.parse(JSON.parse(readFileSync(join(checkout, path), 'utf8')));
const manifest = read('package.json', z.object({ dependencies: versions, devDependencies: versions }));
const { packages } = read(
  'package-lock.json',
  z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: versions.optional() })) }),
);

describe('docs/dependencies.md', () => {
  const [, ...tables] = readFileSync(join(checkout, 'docs/dependencies.md'), 'utf8').split('\n## ');
  const rowsOf = (table = '') =>
    [...table.matchAll(/^\| `(.+?)` +\| (.*) \|$/gm)].map(([, name = '', why = '']) => ({ name, why }));

  test.each([
    ['what an installation runs', 0, manifest.dependencies],
    ['what building, testing and measuring need', 1, manifest.devDependencies],
  ])('has one line for each dependency and none left over: %s', (_title, index, dependencies) => {
    expect(rowsOf(tables[index]).map(({ name }) => name)).toEqual(Object.keys(dependencies).sort());
  });

  test('gives a reason in each line', () => {
    for (const { name, why } of tables.flatMap(rowsOf)) expect(why.trim().length, name).toBeGreaterThan(8);
  });
});

test('package-lock.json names every optional package, those for other systems too: npm ci refuses it otherwise', () => {
  const locked = Object.keys(packages).map((place) => place.replace(/^.*node_modules\//, ''));
  const optional = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional.filter((name) => !locked.includes(name))).toEqual([]);
});

describe('node_modules', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'is-installed-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const one = { 'node_modules/one': { version: '1.0.0' } };
  const forMacOnly = { 'node_modules/mac': { version: '1.0.0', optional: true } };
  function write(installed: object | null, locked: object): void {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(join(root, 'node_modules/one'), { recursive: true });
    writeFileSync(join(root, 'node_modules/one/package.json'), '{}');
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...locked } }));
    if (installed)
      writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  test('needs no installation when npm has installed what is locked', () => {
    write(one, { ...one, ...forMacOnly });
    expect(isInstalled(root)).toBe(true);
  });

  test.each([
    ['npm has not finished', null, one],
    ['another version is locked', one, { 'node_modules/one': { version: '1.0.1' } }],
    ['one more is locked', one, { ...one, 'node_modules/two': { version: '1.0.0' } }],
    ['one is locked no more', one, {}],
    [
      'a folder was deleted',
      { ...one, 'node_modules/two': { version: '1.0.0' } },
      { ...one, 'node_modules/two': { version: '1.0.0' } },
    ],
  ])('needs an installation when %s', (_why, installed, locked) => {
    write(installed, locked);
    expect(isInstalled(root)).toBe(false);
  });
});
