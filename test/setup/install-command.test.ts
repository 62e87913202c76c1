import { describe, expect, test } from 'vitest';
import { installCommand, type Part, systemOf } from '../../scripts/setup/install-command.mjs';
import { nodeVersionProblem } from '../../scripts/setup/node-version.mjs';

const everyPart: Part[] = ['chromium', 'fonts', 'redis', 'openssl', 'poppler'];

describe('the system is known', () => {
  test.each([
    ['Debian', 'linux', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'debian'],
    ['Ubuntu, whose Chromium is no apt package', 'linux', 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'ubuntu'],
    ['what descends from Ubuntu', 'linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'ubuntu'],
    ['what descends from Debian', 'linux', "ID='kali'\nID_LIKE='debian'\n", 'debian'],
    ['Fedora', 'linux', 'ID=fedora\nVERSION_ID=42', 'fedora'],
    ['what descends from Fedora', 'linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['Alpine', 'linux', 'ID=alpine\n', 'alpine'],
    ['Arch', 'linux', 'ID=arch\n', 'arch'],
    ['macOS', 'darwin', null, 'macos'],
    ['Windows', 'win32', null, 'windows'],
    ['a Linux of its own', 'linux', 'ID=gentoo\n', 'other'],
    ['a Linux with a name from the prototype of objects', 'linux', 'ID=constructor\n', 'other'],
    ['a Linux that does not say', 'linux', null, 'other'],
  ])('%s', (_name, platform, osRelease, system) => {
    expect(systemOf(platform, osRelease)).toBe(system);
  });
});

describe('the command that installs what is missing', () => {
  test.each([
    [
      'debian',
      'sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk redis-server openssl poppler-utils',
    ],
    [
      'ubuntu',
      'sudo apt-get install -y --no-install-recommends fonts-noto-cjk redis-server openssl poppler-utils && npx playwright install chromium --with-deps',
    ],
    ['fedora', 'sudo dnf install -y chromium google-noto-sans-cjk-fonts redis openssl poppler-utils'],
    ['alpine', 'sudo apk add chromium font-noto-cjk redis openssl poppler-utils'],
    ['arch', 'sudo pacman -S --needed chromium noto-fonts-cjk valkey openssl poppler'],
    ['macos', 'brew install redis openssl poppler && npx playwright install chromium'],
    ['windows', 'npx playwright install chromium && wsl --install -d Debian'],
    ['other', null],
  ])('on %s', (system, command) => {
    expect(installCommand(system, everyPart, false)).toBe(command);
  });

  test('names only what is missing, and no sudo to root', () => {
    expect(installCommand('debian', ['redis'], true)).toBe('apt-get install -y --no-install-recommends redis-server');
    expect(installCommand('ubuntu', ['chromium'], true)).toBe('npx playwright install chromium --with-deps');
  });
});

describe('a Node that is too old', () => {
  test.each(['18.20.8', '20.18.3', '20.9.0'])('is told in one sentence: %s', (version) => {
    expect(nodeVersionProblem(version)).toMatch(/^Node 20\.19 or newer is needed and this is Node [\d.]+: .+\.$/);
  });
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('is not %s', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });
});
