import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { Transform } from 'node:stream';
import { bodyTooLarge } from './content-decoding.js';
import type { AddressAndPort } from './guard-settings.js';
import type { GuardedConnection } from './guarded-dial.js';
import type { HeaderFields } from './header-fields.js';

export interface SessionOptions {
  /** Largest response, in bytes as sent. */
  responseBytes: number;
  /** Ends the session, with every connection in it. */
  signal?: AbortSignal;
  /** Awaited before each request but the first, for which the caller has waited. */
  waitTurn?: ((hostname: string) => Promise<void>) | undefined;
}

/** What a browser context shows the proxy. They pass nothing but while a session is open under them. */
export interface ProxyCredentials {
  readonly username: string;
  readonly password: string;
}

export function newCredentials(): ProxyCredentials {
  return { username: randomBytes(9).toString('hex'), password: randomBytes(24).toString('hex') };
}

/** The other end of a connection. */
export interface Peer extends AddressAndPort {
  /** All addresses that its name had when it was dialled. */
  resolvedAddresses: readonly string[];
}

/** One plain request as it went over the wire to its platform, and what it answered; bodies aside. */
export interface PlainExchange {
  peer: Peer;
  requestHeaders: HeaderFields;
  responseHeaders: HeaderFields;
  /** Settles when the body has been passed on; rejects when it broke off. */
  passed: Promise<void>;
}

export type FailureListener = (target: string, failure: unknown) => void;

/** A tunnel carries many responses, and nobody but its two ends can tell where one of them begins. */
const responsesPerTunnel = 8;

/**
 * What one page does through the proxy: its limits, its connections, and what became of them. A target is the URL of a
 * plain request, or `host:port` for a tunnel.
 */
export class ProxySession {
  readonly credentials: ProxyCredentials;
  /** Told of each plain request that was answered, before the browser is. Inside a tunnel nobody but the browser sees them. */
  onExchange: ((target: string, exchange: PlainExchange) => void) | undefined;
  readonly #options: SessionOptions;
  readonly #end = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #peers = new Map<string, Peer>();
  readonly #failures = new Map<string, unknown>();
  readonly #listeners: FailureListener[] = [];
  #requests = 0;

  constructor(options: SessionOptions, credentials: ProxyCredentials) {
    this.#options = options;
    this.credentials = credentials;
    options.signal?.addEventListener('abort', () => this.close(), { once: true, signal: this.#end.signal });
    // One listener for each connection that is being made; there may be dozens.
    setMaxListeners(0, this.#end.signal);
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Where the bytes of this URL's host came from, as dialled last. */
  peerOf(url: URL): Peer | undefined {
    return this.#peers.get(tunnelTarget(url));
  }

  /** Why the last request for this URL, or the last tunnel to its host, came to nothing. */
  failureOf(url: URL): unknown {
    return this.#failures.get(url.protocol === 'http:' ? plainTarget(url) : tunnelTarget(url));
  }

  /** Begins a request: waits for the host's turn. */
  async admit(target: string, hostname: string): Promise<void> {
    this.#failures.delete(target);
    this.#requests += 1;
    if (this.#requests > 1) await this.#options.waitTurn?.(hostname);
    this.signal.throwIfAborted();
  }

  connected(hostname: string, port: number, { socket, resolvedAddresses }: GuardedConnection): Peer {
    const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0, resolvedAddresses };
    this.#peers.set(`${hostname}:${port}`, peer);
    this.keep(socket);
    return peer;
  }

  /** The socket ends with the session. */
  keep(socket: Socket): void {
    if (this.signal.aborted) socket.destroy();
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  failed(target: string, failure: unknown): void {
    this.#failures.set(target, failure);
    for (const listener of this.#listeners) listener(target, failure);
  }

  onFailure(listener: FailureListener): void {
    this.#listeners.push(listener);
  }

  /** Passes bytes on until there are too many. */
  meter(target: string, kind: 'response' | 'tunnel'): Transform {
    const { responseBytes } = this.#options;
    const maxBytes = kind === 'tunnel' ? responseBytes * responsesPerTunnel : responseBytes;
    let passed = 0;
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        passed += chunk.length;
        if (passed > maxBytes) done(bodyTooLarge(target, maxBytes));
        else done(null, chunk);
      },
    });
  }

  close(): void {
    this.#end.abort(new Error('The page that made this request is closed'));
    for (const socket of this.#sockets) socket.destroy();
  }
}

export function plainTarget(url: URL): string {
  return url.href.replace(/#.*$/, '');
}

function tunnelTarget(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
}
