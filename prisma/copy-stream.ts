import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Client, Connection, Submittable } from 'pg';
import { messageOf } from '../contracts/errors.js';

declare module 'pg' {
  /** What node-postgres has for COPY and its types do not name. */
  interface Connection {
    sendCopyFromChunk(chunk: Uint8Array): void;
    endCopyFrom(): void;
    sendCopyFail(message: string): void;
  }
}

/** Bytes that are gathered before they are passed on: PostgreSQL sends a message for each row. */
const batchBytes = 65_536;

/**
 * Streams `COPY … TO STDOUT` as PostgreSQL writes it, pieces of some 64 KB. The server is held back while the reader is slower. A reader that
 * stops early ends the connection: the server would send the rest all the same.
 */
export async function* copyOut(client: Client, statement: string): AsyncGenerator<Buffer> {
  const query = new CopyOut(statement);
  client.query(query);
  let ended = false;
  try {
    for await (const piece of query.pieces) yield piece as Buffer;
    ended = true;
  } finally {
    if (!ended) query.abandon();
  }
}

/** The messages of a query of ours, as node-postgres hands them over (PostgreSQL documentation, 54.2.6 COPY Operations). */
class CopyOut implements Submittable {
  readonly pieces = new Readable({ objectMode: true, highWaterMark: 4, read: () => this.connection?.stream.resume() });
  private connection: Connection | undefined;
  private gathered: Uint8Array[] = [];
  private bytes = 0;

  constructor(private readonly statement: string) {}

  submit(connection: Connection): void {
    this.connection = connection;
    connection.query(this.statement);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The parser writes the next messages over the same memory.
    this.gathered.push(Buffer.from(chunk));
    this.bytes += chunk.length;
    if (this.bytes >= batchBytes) this.passOn();
  }

  handleCommandComplete(): void {
    this.passOn();
  }

  handleReadyForQuery(): void {
    this.pieces.push(null);
  }

  handleError(error: Error): void {
    this.pieces.destroy(error);
  }

  abandon(): void {
    this.pieces.destroy();
    this.connection?.stream.destroy();
  }

  private passOn(): void {
    if (this.bytes === 0) return;
    const wantsMore = this.pieces.push(Buffer.concat(this.gathered));
    this.gathered = [];
    this.bytes = 0;
    if (!wantsMore) this.connection?.stream.pause();
  }
}

/**
 * Sends bytes to `COPY … FROM STDIN`, no faster than the server takes them.
 *
 * @returns how many rows PostgreSQL stored
 * @throws what the source throws, or PostgreSQL's error; the transaction has then failed
 */
export async function copyIn(client: Client, statement: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const query = new CopyIn(statement, source);
  client.query(query);
  return query.rows;
}

class CopyIn implements Submittable {
  readonly rows: Promise<number>;
  private resolve: (rows: number) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private readonly stop = new AbortController();
  private sourceError: unknown;
  private count = 0;

  constructor(
    private readonly statement: string,
    private readonly source: AsyncIterable<Uint8Array>,
  ) {
    this.rows = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyInResponse(connection: Connection): void {
    this.send(connection).catch((error: unknown) => {
      if (this.stop.signal.aborted) return;
      this.sourceError = error;
      // The server answers with an error, which ends the query.
      connection.sendCopyFail(messageOf(error));
    });
  }

  private async send(connection: Connection): Promise<void> {
    const { signal } = this.stop;
    for await (const chunk of this.source) {
      signal.throwIfAborted();
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain', { signal });
    }
    connection.endCopyFrom();
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.count = Number(/^COPY (\d+)$/.exec(text)?.[1]);
  }

  handleReadyForQuery(): void {
    this.resolve(this.count);
  }

  handleError(error: Error): void {
    this.stop.abort();
    this.reject(this.sourceError ?? error);
  }
}
