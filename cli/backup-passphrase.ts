import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

const variable = 'GUAZHENG_BACKUP_PASSPHRASE';

/**
 * The passphrase of a backup's keys: the environment's, or else asked on a terminal without showing it. Undefined when neither has one.
 */
export async function readBackupPassphrase(question: string): Promise<string | undefined> {
  const given = process.env[variable];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    const typed = await terminal.question('');
    return typed === '' ? undefined : typed;
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
