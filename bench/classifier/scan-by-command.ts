import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const commandLine = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/**
 * What `guazheng scan` prints for texts, as JSONL, by the command itself in a process of its own.
 *
 * @param threads at most so many judge
 */
export async function scanOf(rows: readonly object[], releaseFile: string, threads: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  try {
    const file = join(folder, 'texts.jsonl');
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const words = [
      '--import',
      import.meta.resolve('tsx'),
      commandLine,
      'scan',
      file,
      '--release',
      releaseFile,
      '--jobs',
      String(threads),
    ];
    const ended = await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 28 });
    return ended.stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
