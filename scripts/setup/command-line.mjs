import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint } from './fingerprint.mjs';
import { stampedStep } from './stamped-step.mjs';

/**
 * Compiles the rooms of tsconfig.build.json into dist/, one output beside the other as the sources lie. Type errors fail it.
 *
 * @param {string} root
 */
export function commandLine(root) {
  const rooms = () => JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')).include;
  const sources = () => filesBelow(root, rooms(), (path) => /\.(ts|json)$/.test(path));
  const outputs = () =>
    sources()
      .filter((path) => /(?<!\.d)\.ts$/.test(path))
      .map((path) => join('dist', path.replace(/\.ts$/, '.js')));
  const main = join(root, 'dist', 'cli', 'main.js');
  return stampedStep({
    name: 'build the command line',
    stamp: join(root, 'dist', '.command-line-stamp'),
    inputs: () => fingerprint(root, ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', ...sources()]),
    outputs: () => outputs().map((path) => join(root, path)),
    async make(run) {
      // The incremental build trusts its own record and would not write again what somebody deleted.
      if (!outputs().every((path) => existsSync(join(root, path))))
        rmSync(join(root, 'dist', '.tsbuildinfo'), { force: true });
      await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
      removeOrphans(root, rooms());
      chmodSync(main, 0o755);
    },
  });
}

/** Deletes what earlier builds made of sources that are gone: Node would go on importing it. */
function removeOrphans(root, rooms) {
  const built = rooms.map((room) => join('dist', room));
  for (const path of filesBelow(root, built, (path) => /\.js(\.map)?$/.test(path))) {
    const source = path.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(join(root, source))) rmSync(join(root, path));
  }
}
