import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const command = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');

/** The demo, with the public form of complaints beside it, in a folder of its own. */
export interface RunningDemo {
  readonly folder: string;
  readonly url: string;
  readonly formUrl: string;
  /** By user name, the links by which the demo's people choose their passphrases; `administrator` for the first of those. */
  readonly links: ReadonlyMap<string, string>;
  /** Runs a command on the demo's record as a person with this passphrase. */
  run(words: readonly string[], passphrase: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the demo and waits until it has told its links. */
export async function startDemo(port: number): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-screenshots-'));
  const environment = {
    ...{ ...process.env, GUAZHENG_HOME: folder, GUAZHENG_HOTLINE: '027-00012333' },
    GUAZHENG_MAILBOX: 'jubao@rsj.example',
  };
  const start = (words: readonly string[]) =>
    spawn(process.execPath, [command, ...words], { env: environment, stdio: ['pipe', 'ignore', 'pipe'] });
  const children: ChildProcess[] = [];
  const close = async () => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const demo = start(['demo', '--port', String(port)]);
    children.push(demo);
    const links = await told(demo, readLinks);
    const form = start(['complaints-form', '--port', '0']);
    children.push(form);
    const formUrl = await told(form, (said) => /is open at (\S+)/.exec(said)?.[1]);
    const run = async (words: readonly string[], passphrase: string) => {
      const child = start(words);
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      child.stdin.end(`${passphrase}\n`);
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`guazheng ${words.join(' ')} ended with ${code}: ${said}`);
    };
    return { folder, url: `http://127.0.0.1:${port}`, formUrl, links, run, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits for what `read` finds in all that a process has said on standard error. */
async function told<T>(child: ChildProcess, read: (said: string) => T | undefined): Promise<T> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${said}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = read(said);
      if (found !== undefined) resolve(found);
    });
  });
}

function readLinks(said: string): ReadonlyMap<string, string> | undefined {
  const people = [...said.matchAll(/\((demo-[a-z0-9-]+)\): (\S+)\n/g)].map(
    ([, who = '', link = '']) => [who, link] as const,
  );
  const setUp = /(http\S+\/setup#\S+)\n/.exec(said)?.[1];
  return people.length < 5 || setUp === undefined ? undefined : new Map([...people, ['administrator', setUp]]);
}
