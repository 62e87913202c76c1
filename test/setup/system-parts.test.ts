import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setUp } from '../../scripts/setup/set-up.mjs';
import { type Machine, missingParts } from '../../scripts/setup/system-parts.mjs';

/** A machine with nothing on its PATH, no font and no network: a folder. Programs are put there by the tests. */
let machine: Machine;
let programs: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'system-parts-'));
  programs = join(folder, 'programs');
  mkdirSync(programs);
  mkdirSync(join(folder, 'usr/sbin'), { recursive: true });
  machine = {
    root: folder,
    platform: 'linux',
    osRelease: 'ID=fedora\n',
    isRoot: false,
    env: { PATH: programs, HOME: folder },
    fileSystem: folder,
  };
});
afterEach(() => rmSync(machine.fileSystem, { recursive: true, force: true }));

function putProgram(name: string, script = ''): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

async function runSetUp(forTests: boolean): Promise<{ exitCode: number; said: string }> {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const exitCode = await setUp({ forTests, machine, steps: [], signal: new AbortController().signal, write });
  return { exitCode, said };
}

describe('a part of the system', () => {
  test('is missed only by those who need it', () => {
    expect(missingParts(machine, false)).toEqual(['chromium', 'fonts']);
    expect(missingParts(machine, true)).toEqual(['chromium', 'fonts', 'redis', 'openssl', 'poppler']);
  });

  test.each(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])(
    'Chromium is found as %s on PATH',
    (name) => {
      putProgram(name);
      expect(missingParts(machine, false)).not.toContain('chromium');
    },
  );

  test('is not a file that cannot be run', () => {
    writeFileSync(join(programs, 'chromium'), '');
    expect(missingParts(machine, false)).toContain('chromium');
  });

  test('Chromium is the one that GUAZHENG_CHROMIUM names, and no other', async () => {
    putProgram('chromium');
    machine.env.GUAZHENG_CHROMIUM = join(programs, 'no-such-browser');
    expect(missingParts(machine, false)).toContain('chromium');
    expect((await runSetUp(false)).said).toContain(`GUAZHENG_CHROMIUM names ${machine.env.GUAZHENG_CHROMIUM}`);
    machine.env.GUAZHENG_CHROMIUM = join(programs, 'chromium');
    expect(missingParts(machine, false)).not.toContain('chromium');
  });

  test('Chinese fonts are what fontconfig says, and without fontconfig what lies in the font folders', () => {
    mkdirSync(join(machine.fileSystem, 'usr/share/fonts/opentype/noto'), { recursive: true });
    writeFileSync(join(machine.fileSystem, 'usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'), '');
    expect(missingParts(machine, false)).not.toContain('fonts');
    putProgram('fc-list', 'exit 0');
    expect(missingParts(machine, false)).toContain('fonts');
    putProgram('fc-list', 'echo /usr/share/fonts/x.ttc:');
    expect(missingParts(machine, false)).not.toContain('fonts');
  });
});

describe('a missing part', () => {
  test('is a notice to who starts the program, with the command of the system', async () => {
    const { exitCode, said } = await runSetUp(false);
    expect(exitCode).toBe(0);
    expect(said).toContain(
      'set-up: Chromium and a Chinese font are missing, which leaves out platforms that need a browser, screenshots and PDF ' +
        'files, legible Chinese in screenshots and PDF files; install with: sudo dnf install -y chromium ' +
        'google-noto-sans-cjk-fonts\n',
    );
  });

  test('is a notice to who runs the tests at a desk', async () => {
    const { exitCode, said } = await runSetUp(true);
    expect(exitCode).toBe(0);
    expect(said).toContain('the tests of the queue on Redis');
  });

  test('fails the set-up of the tests with CI=true, and is named', async () => {
    for (const name of ['chromium', 'openssl', 'pdftotext', 'pdffonts']) putProgram(name);
    putProgram('fc-list', 'echo /usr/share/fonts/x.ttc:');
    machine.env.CI = 'true';
    const { exitCode, said } = await runSetUp(true);
    expect(exitCode).toBe(1);
    expect(said).toContain('redis-server is missing');
    expect(said).not.toContain('Chromium');
  });

  test('is a notice to who starts the program, even with CI=true', async () => {
    machine.env.CI = 'true';
    expect((await runSetUp(false)).exitCode).toBe(0);
  });

  test('is asked of a person on a system without a known command', async () => {
    machine.osRelease = 'ID=gentoo\n';
    expect((await runSetUp(false)).said).toContain('install with the package manager of this system');
  });
});

test('says one short line when nothing had to be done', async () => {
  for (const name of ['chromium', 'redis-server', 'openssl', 'pdftotext', 'pdffonts']) putProgram(name);
  putProgram('fc-list', 'echo /usr/share/fonts/x.ttc:');
  machine.env.CI = 'true';
  const { exitCode, said } = await runSetUp(true);
  expect(exitCode).toBe(0);
  expect(said).toMatch(/^set-up: everything is fresh \(\d+\.\d s\)\n$/);
});

describe('on Debian as root', () => {
  /** An apt-get that writes down how it is called and installs what its last lines say. */
  const log = () => readFileSync(join(machine.fileSystem, 'apt.log'), 'utf8');
  const policy = () => join(machine.fileSystem, 'usr/sbin/policy-rc.d');
  function putApt(installs: string): void {
    const place = machine.fileSystem;
    putProgram('apt-get', `echo "$DEBIAN_FRONTEND $*" >>${place}/apt.log\n[ "$1" = update ] && exit 0\n${installs}`);
  }

  beforeEach(() => {
    machine.osRelease = 'ID=debian\n';
    machine.isRoot = true;
    machine.env.CI = 'true';
    // The shell of the programs above needs its own.
    machine.env.PATH = `${programs}:/usr/bin:/bin`;
    putProgram('fc-list', 'echo /usr/share/fonts/x.ttc:');
    putProgram('redis-server');
    machine.env.GUAZHENG_CHROMIUM = join(programs, 'installed-chromium');
  });

  test('what is missing, and nothing else, is installed through apt without starting a service', async () => {
    putApt(
      `cp ${policy()} ${machine.fileSystem}/policy-seen; cp ${programs}/redis-server ${programs}/installed-chromium`,
    );
    const { exitCode, said } = await runSetUp(true);
    expect(said).toMatch(/^set-up: install chromium through apt … \d+\.\d s\n$/);
    expect(exitCode).toBe(0);
    expect(log()).toBe(
      'noninteractive update\n' +
        'noninteractive install -o DPkg::Lock::Timeout=300 -y --no-install-recommends chromium\n',
    );
    expect(readFileSync(join(machine.fileSystem, 'policy-seen'), 'utf8')).toContain('exit 101');
    expect(existsSync(policy())).toBe(false);
  });

  test('a policy of the system about services stays as it is', async () => {
    writeFileSync(policy(), '#!/bin/sh\nexit 0\n');
    putApt(`cp ${programs}/redis-server ${programs}/installed-chromium`);
    expect((await runSetUp(true)).exitCode).toBe(0);
    expect(readFileSync(policy(), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  });

  test('an apt that fails is told with its own words; the program starts without the part, the tests in CI do not', async () => {
    putApt('echo "E: Unable to locate package chromium"; exit 100');
    const start = await runSetUp(false);
    expect(start.said).toContain('E: Unable to locate package chromium');
    expect(start.said).toContain('Chromium is missing');
    expect(start.exitCode).toBe(0);
    expect((await runSetUp(true)).exitCode).toBe(1);
    expect(existsSync(policy())).toBe(false);
  });

  test('but not root, nothing is installed', async () => {
    machine.isRoot = false;
    putApt('exit 0');
    const { said } = await runSetUp(false);
    expect(said).toContain('install with: sudo apt-get install');
    expect(existsSync(join(machine.fileSystem, 'apt.log'))).toBe(false);
  });
});
