import type { Socket } from 'node:net';
import { rootCertificates, TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';
import type { CaptureRecord } from '../../contracts/capture.js';
import type { AddressGuard } from './address-guard.js';
import { dialGuarded } from './guarded-dial.js';

/** Who is at the other end of a connection, as a capture records it. */
export type Peer = Pick<CaptureRecord, 'remoteAddress' | 'remotePort' | 'tls'>;

export interface Connection {
  readonly client: Client;
  /** The peer of the last connection made; known once a response has begun. */
  peer(): Peer;
}

export interface ConnectionPool {
  /** Runs `work` on a connection to the URL's origin that nobody else uses; it is kept open afterwards unless `work` throws. */
  use<T>(url: URL, work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Idle connections kept over all origins; the longest idle is closed first. An idle one also closes by itself after 4 s (undici's default). */
const maxIdle = 64;

/**
 * Keep-alive connections that dial only what the guard approves. undici's own Pool does not tell which of its sockets a
 * response came from; here a client has one socket, so the peer of each response is known.
 * @param certificateAuthorities PEM roots to trust besides the built-in ones
 */
export function createConnectionPool(guard: AddressGuard, certificateAuthorities: string[] = []): ConnectionPool {
  const idle: { origin: string; connection: Connection }[] = [];
  const all = new Set<Client>();

  function open(origin: string): Connection {
    let peer: Peer | undefined;
    const client = new Client(origin, {
      connect: guardedConnector(guard, certificateAuthorities, (socket) => {
        peer = peerOf(socket);
      }),
      // The fetcher's deadline covers the whole response.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    all.add(client);
    return {
      client,
      peer() {
        if (!peer) throw new Error(`${origin} was asked for its peer before it was connected`);
        return peer;
      },
    };
  }

  function take(origin: string): Connection {
    const index = idle.findLastIndex((entry) => entry.origin === origin);
    return idle.splice(index, index < 0 ? 0 : 1)[0]?.connection ?? open(origin);
  }

  async function drop({ client }: Connection): Promise<void> {
    all.delete(client);
    await client.destroy();
  }

  return {
    async use(url, work) {
      const connection = take(url.origin);
      try {
        const result = await work(connection);
        idle.push({ origin: url.origin, connection });
        const oldest = idle.length > maxIdle ? idle.shift() : undefined;
        if (oldest) await drop(oldest.connection);
        return result;
      } catch (error) {
        await drop(connection);
        throw error;
      }
    },
    async close() {
      idle.length = 0;
      await Promise.all([...all].map((client) => client.destroy()));
      all.clear();
    },
  };
}

function guardedConnector(
  guard: AddressGuard,
  certificateAuthorities: string[],
  onConnected: (socket: Socket) => void,
): buildConnector.connector {
  // A resumed session may come without the certificate that a capture must hold, so none is cached.
  const secure = buildConnector({
    maxCachedSessions: 0,
    ...(certificateAuthorities.length > 0 ? { ca: [...rootCertificates, ...certificateAuthorities] } : {}),
  });
  return (options, callback) => {
    const isSecure = options.protocol === 'https:';
    dialGuarded(guard, options.hostname, Number(options.port) || (isSecure ? 443 : 80)).then(
      ({ socket }) => {
        const done: buildConnector.Callback = (...outcome) => {
          if (outcome[1]) onConnected(outcome[1]);
          callback(...outcome);
        };
        if (isSecure) secure({ ...options, httpSocket: socket }, done);
        else done(null, socket);
      },
      (error: Error) => callback(error, null),
    );
  };
}

function peerOf(socket: Socket): Peer {
  return {
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
    tls: socket instanceof TLSSocket ? describeTls(socket) : null,
  };
}

function describeTls(socket: TLSSocket): CaptureRecord['tls'] {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return null;
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    certificatePem: certificate.toString(),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
  };
}
