import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { filesBelow } from './fingerprint.mjs';
import { aptPackages, installCommand, systemOf } from './install-command.mjs';

/** The parts that npm cannot bring, and what is left out without them. */
const parts = {
  chromium: { name: 'Chromium', without: 'platforms that need a browser, screenshots and PDF files' },
  fonts: { name: 'a Chinese font', without: 'legible Chinese in screenshots and PDF files' },
  redis: { name: 'redis-server', without: 'the tests of the queue on Redis' },
  openssl: { name: 'openssl', without: 'the tests of timestamps' },
  poppler: { name: 'pdftotext', without: 'the tests of printed documents' },
};

const finders = {
  chromium: hasChromium,
  fonts: hasChineseFont,
  redis: (machine) => isOnPath(machine, 'redis-server'),
  openssl: (machine) => isOnPath(machine, 'openssl'),
  poppler: (machine) => isOnPath(machine, 'pdftotext') && isOnPath(machine, 'pdffonts'),
};

/**
 * The machine the set-up looks at.
 * @typedef {object} Machine
 * @property {string} root the checkout
 * @property {string} platform as in `process.platform`
 * @property {string | null} osRelease text of /etc/os-release
 * @property {boolean} isRoot
 * @property {NodeJS.ProcessEnv} env PATH, HOME, GUAZHENG_CHROMIUM
 * @property {string} fileSystem the folder below which fonts are looked for, `/`
 */

/** @param {string} root @returns {Machine} */
export function thisMachine(root) {
  return {
    root,
    platform: process.platform,
    osRelease: existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : null,
    isRoot: process.getuid?.() === 0,
    env: process.env,
    fileSystem: '/',
  };
}

/**
 * @param {Machine} machine
 * @param {boolean} forTests
 * @returns {import('./install-command.mjs').Part[]}
 */
export function missingParts(machine, forTests) {
  const wanted = forTests ? Object.keys(parts) : ['chromium', 'fonts'];
  return wanted.filter((part) => !finders[part](machine));
}

/**
 * One sentence: what is missing, what is left out without it, and what installs it here.
 *
 * @param {Machine} machine
 * @param {readonly import('./install-command.mjs').Part[]} missing
 */
export function missingSentence(machine, missing) {
  const names = missing.map((part) => parts[part].name).join(' and ');
  const without = missing.map((part) => parts[part].without).join(', ');
  const command = installCommand(systemOf(machine.platform, machine.osRelease), missing, machine.isRoot);
  const remedy = command ? `install with: ${command}` : 'install with the package manager of this system';
  const setting = missing.includes('chromium') && machine.env.GUAZHENG_CHROMIUM;
  const reason = setting ? ` (GUAZHENG_CHROMIUM names ${setting}, which is no program)` : '';
  return `${names} ${missing.length > 1 ? 'are' : 'is'} missing${reason}, which leaves out ${without}; ${remedy}`;
}

/**
 * The step that installs what apt may install here. It may fail, on a machine without a network for one: the program goes
 * on without the parts, and {@link missingSentence} says which they are.
 *
 * @param {Machine} machine
 * @param {boolean} forTests
 * @returns {import('./stamped-step.mjs').Step}
 */
export function aptStep(machine, forTests) {
  const system = systemOf(machine.platform, machine.osRelease);
  const packages = () => aptPackages(system, missingParts(machine, forTests), machine.isRoot);
  return {
    get name() {
      return `install ${packages().join(', ')} through apt`;
    },
    mayFail: true,
    isFresh: () => packages().length === 0,
    async run(run) {
      const env = { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update'], { env });
      // Another apt, such as a cloud image's first boot, may hold the lock for a while.
      const options = ['-o', 'DPkg::Lock::Timeout=300', '-y', '--no-install-recommends'];
      await withoutServices(machine, () => run('apt-get', ['install', ...options, ...packages()], { env }));
    },
  };
}

/**
 * Debian starts a service as soon as it is installed. A redis-server of the system's own would only be in the way: each test
 * starts one for itself. invoke-rc.d asks /usr/sbin/policy-rc.d first; 101 means "not allowed". One that exists stays.
 */
async function withoutServices(machine, install) {
  const policy = join(machine.fileSystem, 'usr', 'sbin', 'policy-rc.d');
  if (existsSync(policy)) return install();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** In the order in which the crawler looks: what the setting names, a browser of the system, Playwright's own. */
function hasChromium(machine) {
  if (machine.env.GUAZHENG_CHROMIUM) return isProgram(machine.env.GUAZHENG_CHROMIUM);
  if (['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some((name) => isOnPath(machine, name)))
    return true;
  // Playwright alone knows where its own lies, which revision it wants, and whether it is installed whole.
  const ask = "import('playwright').then(({ chromium }) => process.stdout.write(chromium.executablePath()))";
  const { stdout } = spawnSync(process.execPath, ['-e', ask], {
    cwd: machine.root,
    env: machine.env,
    encoding: 'utf8',
  });
  return Boolean(stdout) && isProgram(stdout);
}

function hasChineseFont(machine) {
  if (machine.platform === 'darwin' || machine.platform === 'win32') return true;
  if (isOnPath(machine, 'fc-list')) {
    const { status, stdout } = spawnSync('fc-list', [':lang=zh', 'file'], { env: machine.env, encoding: 'utf8' });
    if (status === 0) return stdout.trim() !== '';
  }
  const folders = ['usr/share/fonts', 'usr/local/share/fonts'];
  return (
    filesBelow(machine.fileSystem, folders, (path) => /cjk|wqy|sourcehan|notosanssc|simsun/i.test(path)).length > 0
  );
}

function isOnPath(machine, name) {
  const endings = machine.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (machine.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => endings.some((ending) => isProgram(join(folder, name + ending))));
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
