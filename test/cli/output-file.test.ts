import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutputFile } from '../../cli/output-file.js';
import { FatalError, InputError } from '../../contracts/errors.js';
import { temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

test('a file has its old content until the new one is whole, and keeps its rights', async () => {
  const file = join(folder, 'a.jsonl');
  await writeFile(file, 'old');
  await chmod(file, 0o640);
  const output = await openOutputFile(file);
  await output.write('x'.repeat(200_000));
  expect(await readFile(file, 'utf8')).toBe('old');
  await output.flush();
  expect(await readFile(file, 'utf8')).toBe('old');
  await output.publish();
  await output.discard();
  expect(await readFile(file, 'utf8')).toBe('x'.repeat(200_000));
  expect((await stat(file)).mode & 0o777).toBe(0o640);
});

test('what is discarded leaves nothing behind', async () => {
  const own = join(folder, 'discarded');
  await mkdir(own);
  const output = await openOutputFile(join(own, 'b.jsonl'));
  await output.write('half');
  await output.discard();
  await output.discard();
  expect(await readdir(own)).toEqual([]);
});

test('a link stays a link', async () => {
  const target = join(folder, 'target.jsonl');
  await writeFile(target, 'old');
  await symlink(target, join(folder, 'link.jsonl'));
  const output = await openOutputFile(join(folder, 'link.jsonl'));
  await output.write('new');
  await output.flush();
  await output.publish();
  expect(await readlink(join(folder, 'link.jsonl'))).toBe(target);
  expect(await readFile(target, 'utf8')).toBe('new');
});

test('a device is written to, never replaced', async () => {
  const output = await openOutputFile('/dev/null');
  await output.write('gone');
  await output.flush();
  await output.publish();
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
});

test('a folder that is not there, and a folder in place of a file, are refused at once', async () => {
  await expect(openOutputFile(join(folder, 'nowhere', 'c.jsonl'))).rejects.toThrow(/folder does not exist; create it/);
  await expect(openOutputFile(folder)).rejects.toThrow(InputError);
  await writeFile(join(folder, 'file'), '');
  await expect(openOutputFile(join(folder, 'file', 'd.jsonl'))).rejects.toThrow(InputError);
});

test('a full device is told as such', async () => {
  const output = await openOutputFile('/dev/full');
  await output.write('row\n');
  await expect(output.flush()).rejects.toThrow(FatalError);
  await output.discard();
});
