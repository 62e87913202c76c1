import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface AuthorityOptions {
  /** Its keys: P-256 (quick to make) or RSA of 2048 bits. */
  readonly keys?: 'ec' | 'rsa';
  /** Between root and authority stands another certification authority. */
  readonly intermediate?: boolean;
  /** False: its answers hold its own certificate alone, which says where its issuer's can be fetched (AIA caIssuers). */
  readonly sendsChain?: boolean;
  /** Its certificates say where their revocation list is, and the server has it there. */
  readonly crlDistributionPoint?: boolean;
  /** Milliseconds that its clock is ahead of ours; whole seconds count. */
  readonly genTimeOffset?: number;
  /** Common name of its root, so that two authorities can be told apart by eye. */
  readonly name?: string;
}

export interface TimestampAuthority {
  /** Takes queries (RFC 3161 section 3.4). */
  readonly url: string;
  /** The root. */
  readonly caPem: string;
  readonly caDer: Uint8Array;
  readonly tsaCertificateDer: Uint8Array;
  /** The authority's own first, up to the root. */
  readonly chainDer: readonly Uint8Array[];
  /** How many queries came, those that were answered 503 too. */
  requests(): number;
  /** Revokes its certificate as of `at` (default: now). The list, in DER, is served from now on. */
  revoke(at?: Date): Promise<Uint8Array>;
  /** The revocation list of its issuer as it is now, in DER. */
  crlDer(): Promise<Uint8Array>;
  /** Answers 503 to everything, or to whoever asks for a revocation list, until `resume`. */
  pause(what?: 'everything' | 'lists'): void;
  resume(): void;
  close(): Promise<void>;
}

/** A timestamp authority (RFC 3161) on loopback: `openssl ts -reply` behind HTTP, with a small certification authority of its own. */
export async function startTimestampAuthority(options: AuthorityOptions = {}): Promise<TimestampAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-tsa-'));
  const openssl = async (...words: string[]): Promise<void> => {
    await run('openssl', words, { cwd: folder });
  };
  let requests = 0;
  let paused: 'everything' | 'lists' | undefined;
  // `openssl ts` keeps its serial number in a file.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, type: string, body: Uint8Array | string): void => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    const body = await buffer(request);
    if (request.method === 'POST') requests += 1;
    const file = /^\/(\w+)\.(crl|cer)$/.exec(request.url ?? '');
    if (paused === 'everything' || (paused === 'lists' && file?.[2] === 'crl')) send(503, 'text/plain', 'paused');
    else if (request.method === 'POST') send(200, 'application/timestamp-reply', await inTurn(() => reply(body)));
    else if (file?.[2] === 'crl') send(200, 'application/pkix-crl', await inTurn(() => revocationList(`${file[1]}`)));
    else if (file?.[2] === 'cer') send(200, 'application/pkix-cert', await derOf(`${file[1]}`));
    else send(404, 'text/plain', 'nothing here');
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the authority has no port');
  const origin = `http://127.0.0.1:${address.port}`;

  async function reply(query: Uint8Array): Promise<Uint8Array> {
    await writeFile(join(folder, 'query.tsq'), query);
    await openssl('ts', '-reply', '-config', 'openssl.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
    const seconds = Math.trunc((options.genTimeOffset ?? 0) / 1000);
    return seconds === 0 ? readFile(join(folder, 'reply.tsr')) : shifted(seconds);
  }

  /** The last reply with another time in it, signed anew: OpenSSL has no option for the clock. */
  async function shifted(seconds: number): Promise<Uint8Array> {
    const token = ['-in', 'reply.tsr', '-token_out', '-out', 'token.der'];
    await openssl('ts', '-reply', ...token);
    await openssl('cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'token.der', '-out', 'info.der');
    const info = (await readFile(join(folder, 'info.der'))).toString('latin1');
    // GeneralizedTime (tag 24) of 15 characters.
    const late = info.replace(/\x18\x0f(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z/, (_, ...parts: string[]) => {
      const [year, month, day, hour, minute, second] = parts.slice(0, 6).map(Number);
      const time = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, (second ?? 0) + seconds);
      return `\x18\x0f${new Date(time).toISOString().replace(/[-:T]|\.\d+/g, '')}`;
    });
    await writeFile(join(folder, 'info.der'), late, 'latin1');
    await openssl(
      ...['cms', '-sign', '-binary', '-nodetach', '-cades', '-md', 'sha256', '-nosmimecap', '-outform', 'DER'],
      ...['-econtent_type', '1.2.840.113549.1.9.16.1.4', '-in', 'info.der', '-out', 'token.der'],
      ...[
        '-signer',
        'tsa.pem',
        '-inkey',
        'tsa.key',
        ...(options.sendsChain === false ? [] : ['-certfile', 'chain.pem']),
      ],
    );
    await openssl('ts', '-reply', '-in', 'token.der', '-token_in', '-out', 'reply.tsr');
    return readFile(join(folder, 'reply.tsr'));
  }

  async function revocationList(authority: string): Promise<Uint8Array> {
    await openssl('ca', '-config', 'openssl.cnf', '-name', authority, '-gencrl', '-out', `${authority}.crl.pem`);
    await openssl('crl', '-in', `${authority}.crl.pem`, '-outform', 'DER', '-out', `${authority}.crl`);
    return readFile(join(folder, `${authority}.crl`));
  }
  const derOf = async (name: string): Promise<Uint8Array> =>
    new X509Certificate(await readFile(join(folder, `${name}.pem`))).raw;

  const issuer = options.intermediate === true ? 'intermediate' : 'root';
  const above = options.intermediate === true ? ['intermediate', 'root'] : ['root'];
  try {
    await writeFile(join(folder, 'openssl.cnf'), configuration(folder, origin, options, issuer));
    for (const authority of above) {
      await writeFile(join(folder, `${authority}.index`), '');
      await writeFile(join(folder, `${authority}.crlnumber`), '01\n');
    }
    await writeFile(join(folder, 'tsa.serial'), '01\n');

    const certify = async (name: string, subject: string, by: string): Promise<void> => {
      const kind = options.keys === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
      await openssl(
        ...['req', '-new', '-config', 'openssl.cnf', '-newkey', ...kind, '-nodes'],
        ...['-keyout', `${name}.key`, '-subj', `/CN=${subject}`, '-out', `${name}.csr`],
      );
      await openssl(
        ...['ca', '-batch', '-notext', '-config', 'openssl.cnf', '-name', by, '-in', `${name}.csr`],
        ...['-out', `${name}.pem`, '-extensions', `${name}_extensions`],
        // Long valid, so that an authority whose clock is wrong still has a valid certificate.
        ...['-startdate', '20200101000000Z', '-enddate', '20491231235959Z'],
        ...(name === by ? ['-selfsign'] : []),
      );
    };
    const title = options.name ?? 'Test';
    for (const name of [...above].reverse()) await certify(name, `${title} ${name}`, 'root');
    await certify('tsa', `${title} timestamp authority`, issuer);
    const pems = await Promise.all(above.map((name) => readFile(join(folder, `${name}.pem`), 'utf8')));
    await writeFile(join(folder, 'chain.pem'), pems.join(''));

    const caPem = await readFile(join(folder, 'root.pem'), 'utf8');
    const chainDer = await Promise.all(['tsa', ...above].map(derOf));
    return {
      url: `${origin}/`,
      caPem,
      caDer: await derOf('root'),
      tsaCertificateDer: await derOf('tsa'),
      chainDer,
      requests: () => requests,
      crlDer: () => inTurn(() => revocationList(issuer)),
      revoke: (at) =>
        inTurn(async () => {
          await openssl('ca', '-config', 'openssl.cnf', '-name', issuer, '-revoke', 'tsa.pem');
          if (at !== undefined) {
            const index = join(folder, `${issuer}.index`);
            const when = at
              .toISOString()
              .replace(/[-:T]|\.\d+/g, '')
              .slice(2);
            await writeFile(index, (await readFile(index, 'utf8')).replace(/^(R\t\w+\t)\w+/m, `$1${when}`));
          }
          return revocationList(issuer);
        }),
      pause: (what = 'everything') => {
        paused = what;
      },
      resume: () => {
        paused = undefined;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await last;
    await rm(folder, { recursive: true, force: true });
  }
}

function configuration(folder: string, origin: string, options: AuthorityOptions, issuer: string): string {
  const authority = (name: string): string => `
[${name}]
database = ${folder}/${name}.index
new_certs_dir = ${folder}
certificate = ${folder}/${name}.pem
private_key = ${folder}/${name}.key
crlnumber = ${folder}/${name}.crlnumber
default_md = sha256
default_crl_days = 30
policy = any_name
rand_serial = yes
unique_subject = no
`;
  const places = (by: string): string =>
    [
      ...(options.crlDistributionPoint === true ? [`crlDistributionPoints = URI:${origin}/${by}.crl`] : []),
      ...(options.sendsChain === false ? [`authorityInfoAccess = caIssuers;URI:${origin}/${by}.cer`] : []),
    ].join('\n');
  return `
${authority('root')}
${authority('intermediate')}
[any_name]
commonName = supplied
[req]
distinguished_name = name
[name]
[root_extensions]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[intermediate_extensions]
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
${places('root')}
[tsa_extensions]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
${places(issuer)}
[tsa]
default_tsa = authority
[authority]
serial = ${folder}/tsa.serial
signer_cert = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
${options.sendsChain === false ? '' : `certs = ${folder}/chain.pem`}
signer_digest = sha256
digests = sha256, sha384, sha512
default_policy = 1.2.3.4.1
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
}
