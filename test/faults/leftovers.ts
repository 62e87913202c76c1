import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files and processes that work has left behind below a folder: nothing, when all workers have ended. */
export async function findLeftovers(places: {
  readonly blobs: string;
  readonly home: string;
  readonly temporary: string;
}): Promise<string[]> {
  const [parts, hosts, temporary, processes] = await Promise.all([
    namesIn(join(places.blobs, 'incoming')),
    namesIn(join(places.home, 'browsers')),
    namesIn(places.temporary),
    processesOf(places.home),
  ]);
  const browsers = await Promise.all(hosts.map((host) => namesIn(join(places.home, 'browsers', host))));
  return [
    ...parts.map((name) => `part of a blob: ${name}`),
    ...browsers.flat().map((name) => `folder of a browser: ${name}`),
    // The loader that lets Node run TypeScript keeps its cache there.
    ...temporary.filter((name) => !name.startsWith('tsx-')).map((name) => `temporary file: ${name}`),
    ...processes.map(({ pid, command }) => `process ${pid}: ${command.slice(0, 120)}`),
  ];
}

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** Processes whose command line or environment names a folder: workers, browsers, PostgreSQL. */
export async function processesOf(folder: string): Promise<FoundProcess[]> {
  const found: FoundProcess[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter((number) => number > 0 && number !== process.pid)) {
    const command = (await readProcess(pid, 'cmdline')).replaceAll('\0', ' ').trim();
    if (command.includes(folder) || (command !== '' && (await readProcess(pid, 'environ')).includes(folder)))
      found.push({ pid, command });
  }
  return found;
}

function readProcess(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
