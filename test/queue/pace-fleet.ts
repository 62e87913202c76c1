import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface Fleet {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly processes: number;
  readonly hosts: readonly string[];
  readonly pagesOfEachHost: number;
  readonly gapMilliseconds: number;
}

/** A request in the server's log: seen at `at`, come no earlier than `noEarlierThan`, in milliseconds. */
const arrival = z.object({ host: z.string(), at: z.number(), noEarlierThan: z.number() });
export type Arrival = z.infer<typeof arrival>;

/** Runs worker processes against a server process and tells what its log says of each host. */
export async function runFleet(fleet: Fleet): Promise<Map<string, Arrival[]>> {
  const { redisUrl, prefix, processes, hosts, pagesOfEachHost, gapMilliseconds } = fleet;
  const children: ChildProcess[] = [];
  try {
    const server = start('pace-server.ts', []);
    children.push(server.child);
    const { port } = z.object({ port: z.number() }).parse(JSON.parse(await server.nextLine()));

    const each = String(pagesOfEachHost / processes);
    const values = [redisUrl, prefix, String(port), hosts.join(','), each, String(gapMilliseconds)];
    const workers = Array.from({ length: processes }, () => start('pace-worker.ts', values));
    children.push(...workers.map(({ child }) => child));
    await Promise.all(workers.map(({ nextLine }) => nextLine()));
    const ends = workers.map(({ child }) => once(child, 'exit'));
    for (const { child } of workers) child.stdin?.write('go\n');

    const log = new Map<string, Arrival[]>(hosts.map((host) => [host, []]));
    for (let left = hosts.length * pagesOfEachHost; left > 0; ) {
      const line = arrival.parse(JSON.parse(await server.nextLine()));
      const ofHost = log.get(line.host.slice(1));
      // Each worker opens its connection beforehand by a page of no host.
      if (ofHost === undefined) continue;
      ofHost.push(line);
      left -= 1;
    }
    await Promise.all(ends);
    return log;
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** The longest that each gap can have been, as far as the server can know. */
export function gapsOf(arrivals: readonly Arrival[]): number[] {
  return arrivals.slice(1).map(({ at }, index) => at - (arrivals[index]?.noEarlierThan ?? 0));
}

function start(file: string, values: string[]): { child: ChildProcess; nextLine: () => Promise<string> } {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...values], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  first(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done) throw new Error(`${file} ended before it had said all`);
    return value;
  };
  return { child, nextLine };
}

/** Before what else the machine runs, such as other tests, where that is allowed: a process that must wait for a processor is late. */
function first({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, -15);
  } catch {
    // Without the right to it the processes take their chances.
  }
}
