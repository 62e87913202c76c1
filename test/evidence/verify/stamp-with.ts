import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StampedBy } from '../../../evidence/package/write-package.js';
import type { TimestampAuthority } from '../timestamp-authority.js';

const run = promisify(execFile);

export interface Query {
  readonly digest?: 'sha256' | 'sha384' | 'sha512';
  /** Whether the answer is to hold the authority's certificate; it is unless this is false. */
  readonly wantsCertificate?: boolean;
}

/** The response of an authority over `data` to a query that OpenSSL makes. */
export async function askAuthority(
  authority: TimestampAuthority,
  data: Uint8Array,
  { digest = 'sha256', wantsCertificate = true }: Query = {},
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-query-'));
  try {
    await writeFile(join(folder, 'data'), data);
    const words = [
      'ts',
      '-query',
      '-data',
      'data',
      `-${digest}`,
      '-out',
      'query',
      ...(wantsCertificate ? ['-cert'] : []),
    ];
    await run('openssl', words, { cwd: folder });
    const body = new Uint8Array(await readFile(join(folder, 'query')));
    const answer = await fetch(authority.url, { method: 'POST', body });
    return new Uint8Array(await answer.arrayBuffer());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a package holds of an authority, without answers about revocation. */
export async function stampWith(authority: TimestampAuthority, data: Uint8Array): Promise<StampedBy[]> {
  const response = await askAuthority(authority, data);
  return [{ authority: authority.url, response, certificates: [...authority.chainDer], revocation: [] }];
}
