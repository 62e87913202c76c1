/**
 * What installs a part on which system. Pure: it reads no file and starts nothing.
 *
 * `install` takes package names, `asRoot` says that it wants the superuser; where a part's package would not be found by us
 * (a snap on Ubuntu, an application folder on macOS and Windows), `commands` names what works instead.
 *
 * @typedef {'chromium' | 'fonts' | 'redis' | 'openssl' | 'poppler'} Part
 * @typedef {'debian' | 'ubuntu' | 'fedora' | 'alpine' | 'arch' | 'macos' | 'windows' | 'other'} System
 */
const playwrightsOwn = 'npx playwright install chromium';
const linuxInWindows = 'wsl --install -d Debian';

const systems = {
  debian: {
    install: 'apt-get install -y --no-install-recommends',
    asRoot: true,
    packages: {
      chromium: 'chromium',
      fonts: 'fonts-noto-cjk',
      redis: 'redis-server',
      openssl: 'openssl',
      poppler: 'poppler-utils',
    },
  },
  ubuntu: {
    install: 'apt-get install -y --no-install-recommends',
    asRoot: true,
    packages: { fonts: 'fonts-noto-cjk', redis: 'redis-server', openssl: 'openssl', poppler: 'poppler-utils' },
    commands: { chromium: `${playwrightsOwn} --with-deps` },
  },
  fedora: {
    install: 'dnf install -y',
    asRoot: true,
    packages: {
      chromium: 'chromium',
      fonts: 'google-noto-sans-cjk-fonts',
      redis: 'redis',
      openssl: 'openssl',
      poppler: 'poppler-utils',
    },
  },
  alpine: {
    install: 'apk add',
    asRoot: true,
    packages: {
      chromium: 'chromium',
      fonts: 'font-noto-cjk',
      redis: 'redis',
      openssl: 'openssl',
      poppler: 'poppler-utils',
    },
  },
  arch: {
    install: 'pacman -S --needed',
    asRoot: true,
    // Valkey took the place of Redis in Arch and brings a `redis-server`.
    packages: {
      chromium: 'chromium',
      fonts: 'noto-fonts-cjk',
      redis: 'valkey',
      openssl: 'openssl',
      poppler: 'poppler',
    },
  },
  macos: {
    install: 'brew install',
    asRoot: false,
    packages: { redis: 'redis', openssl: 'openssl', poppler: 'poppler' },
    commands: { chromium: playwrightsOwn },
  },
  windows: {
    install: 'winget install',
    asRoot: false,
    packages: {},
    // What the tests need beside a browser is not to be had for Windows, or not as a program: they run in its Linux.
    commands: { chromium: playwrightsOwn, redis: linuxInWindows, openssl: linuxInWindows, poppler: linuxInWindows },
  },
};

/**
 * @param {string} platform as in `process.platform`
 * @param {string | null} osRelease text of /etc/os-release (os-release(5)), null when there is none
 * @returns {System}
 */
export function systemOf(platform, osRelease) {
  if (platform === 'darwin') return 'macos';
  if (platform === 'win32') return 'windows';
  const ids = [...valuesOf(osRelease, 'ID'), ...valuesOf(osRelease, 'ID_LIKE')];
  return ids.find((id) => Object.hasOwn(systems, id)) ?? 'other';
}

function valuesOf(osRelease, key) {
  const line = (osRelease ?? '').split('\n').find((text) => text.startsWith(`${key}=`));
  return line
    ? line
        .slice(key.length + 1)
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2')
        .split(/\s+/)
    : [];
}

/**
 * One command line that installs the parts, to be shown to a person.
 *
 * @param {System} system
 * @param {readonly Part[]} parts
 * @param {boolean} isRoot
 * @returns {string | null} null for a system we know no command for
 */
export function installCommand(system, parts, isRoot) {
  const known = systems[system];
  if (!known) return null;
  const packages = parts.flatMap((part) => known.packages[part] ?? []);
  const sudo = known.asRoot && !isRoot ? 'sudo ' : '';
  return [
    ...(packages.length > 0 ? [`${sudo}${known.install} ${packages.join(' ')}`] : []),
    ...new Set(parts.flatMap((part) => known.commands?.[part] ?? [])),
  ].join(' && ');
}

/**
 * The apt packages that the set-up may install by itself: on Debian and what descends from it, as root.
 *
 * @param {System} system
 * @param {readonly Part[]} parts
 * @param {boolean} isRoot
 * @returns {string[]}
 */
export function aptPackages(system, parts, isRoot) {
  if (!isRoot || (system !== 'debian' && system !== 'ubuntu')) return [];
  return parts.flatMap((part) => systems[system].packages[part] ?? []);
}
