import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright';
import { InputError } from '../../contracts/errors.js';
import type { BrowserHome } from './browser-home.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The Chromium to use: the one GUAZHENG_CHROMIUM names, else the system's on PATH, else one that Playwright has installed.
 * @returns its path, or undefined when the machine has none: then only static platforms can be crawled
 * @throws InputError when GUAZHENG_CHROMIUM names no executable file
 */
export async function findChromium(environment: Record<string, string | undefined>): Promise<string | undefined> {
  const named = environment.GUAZHENG_CHROMIUM;
  if (named) {
    if (await isExecutable(named)) return named;
    throw new InputError('bad_setting', `GUAZHENG_CHROMIUM: "${named}" is no executable file`);
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await isExecutable(path)) return path;
  }
  const { chromium } = await import('playwright');
  const installed = chromium.executablePath();
  return (await isExecutable(installed)) ? installed : undefined;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Everything that could reach the network beside the page itself is off, and everything that could go round the proxy is shut:
 * loopback is not exempt from it, names resolve nowhere in the browser, and WebRTC has no UDP.
 */
const launchArguments = [
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  // The same for Chromium before the switch was renamed; 156 knows only the one above and sends STUN packets without it.
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--dns-prefetch-disable',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--no-pings',
  // A frame of another site would be a process and a DevTools target of its own, whose pictures and counters request-gate.ts does not
  // hold up. There is nothing to keep from it: a page is one visitor's, without accounts, and contexts never share a process.
  '--disable-site-isolation-trials',
  // Animations of Chromium's own surface, which nobody sees: three of four frames that it draws while it is at work. Those of pages go on.
  '--animation-duration-scale=0',
];

/** Arguments of Playwright's that are left out: without this one Chromium opens no pop-up that no visitor has clicked for. */
const unwantedArguments = ['--disable-popup-blocking'];

/** What the browser gets of our environment: where things are, and no secrets. */
const passedVariables = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'FONTCONFIG_PATH'];

export interface LaunchOptions {
  executablePath: string;
  /** The loopback proxy; the browser's own requests have no credentials there and end at it. */
  proxyOrigin: string;
  /** Marks the process for those who look for it, see leftover-browsers.ts. */
  mark: string;
  /** Everything that it writes goes there. */
  home: BrowserHome;
}

export async function launchChromium({ executablePath, proxyOrigin, mark, home }: LaunchOptions): Promise<Browser> {
  // Imported late: it takes a third of a second that a command without a browser need not wait.
  const { chromium } = await import('playwright');
  const environment = passedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // `launch` would put the profile into the system's temporary folder, where it stays when this process is killed. The context that
  // comes with the profile is not used: each page has one of its own.
  const context = await chromium.launchPersistentContext(home.profile, {
    executablePath,
    args: [...launchArguments, mark],
    ignoreDefaultArgs: unwantedArguments,
    proxy: { server: proxyOrigin },
    // Chromium's sandbox does not run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    artifactsDir: home.artifacts,
    env: { ...Object.fromEntries(environment), TMPDIR: home.temporary },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const browser = context.browser();
  if (browser === null) throw new Error('Playwright started Chromium and does not say which browser it is');
  return browser;
}
