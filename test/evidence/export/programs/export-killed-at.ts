/** Exports a package and kills itself, as a power cut would, when it comes to a step that stores: SETTINGS [STEP]. Without STEP it says which steps there are. */
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { relative } from 'node:path';
import type { ExportOnce } from '../export-once.js';

const [settings = '{}', wanted] = process.argv.slice(2);
const { url, ...what }: ExportOnce & { url: string } = JSON.parse(settings);
const reached: string[] = [];

function reach(step: string): void {
  const before = reached.filter((name) => name.replace(/ \d+$/, '') === step).length;
  const name = `${step} ${before + 1}`;
  reached.push(name);
  if (name === wanted) process.kill(process.pid, 'SIGKILL');
}

/** Such as `blobs`, `heads` and `out`. */
const folderOf = (path: unknown): string => relative(what.folder, String(path)).split('/')[0] ?? '';

const { link, rename, rm, open } = fs;
async function around<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
  reach(`before ${step}`);
  const result = await work();
  reach(`after ${step}`);
  return result;
}
Object.assign(fs, {
  link: (...words: Parameters<typeof link>) => around(`link in ${folderOf(words[1])}`, () => link(...words)),
  rename: (...words: Parameters<typeof rename>) => around(`rename in ${folderOf(words[1])}`, () => rename(...words)),
  rm: (...words: Parameters<typeof rm>) => around(`rm in ${folderOf(words[0])}`, () => rm(...words)),
  async open(...words: Parameters<typeof open>): Promise<FileHandle> {
    const handle = await open(...words);
    if (words[1] === undefined || words[1] === 'r') return handle;
    let isNew = true;
    const write = handle.write.bind(handle);
    return Object.assign(handle, {
      async write(content: Uint8Array, offset?: number) {
        const written = await write(content, offset);
        if (isNew) reach(`after first write in ${folderOf(words[0])}`);
        isNew = false;
        return written;
      },
    });
  },
});
syncBuiltinESMExports();

// Loaded now, so that whatever they import is what stands above.
const { openDatabase } = await import('../../../../prisma/open-database.js');
const { createFolderBlobStore } = await import('../../../../evidence/blobs/folder-blob-store.js');
const { exportOnce } = await import('../export-once.js');
const opened = openDatabase(url);
type Work = (transaction: Parameters<Parameters<typeof opened.$transaction>[0]>[0]) => Promise<unknown>;
const inTransaction = (work: Work): Promise<unknown> =>
  around('transaction', () =>
    opened.$transaction(async (transaction) => {
      const result = await work(transaction);
      reach('before commit');
      return result;
    }),
  );
const database = new Proxy(opened, {
  get: (target, key) => (key === '$transaction' ? inTransaction : Reflect.get(target, key)),
});
await exportOnce({ database, blobs: await createFolderBlobStore(`${what.folder}/blobs`) }, what);
await opened.close();
console.log(JSON.stringify(reached));
