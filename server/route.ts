import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import type { PersonalData } from '../evidence/personal-data.js';
import type { Database } from '../prisma/open-database.js';
import type { QueuedJob } from '../queue/engine.js';
import type { Accounts } from './accounts/accounts.js';
import type { OperationPorts } from './operation/ports.js';
import type { Session } from './session.js';
import type { Judging } from './testing/judging.js';
import type { WebApplication } from './web-application.js';

/** What the handlers work with. */
export interface Sources {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly webApplication: WebApplication;
  readonly accounts: Accounts;
  /** Puts jobs that have just become due on the queue; where there is none they wait for the next reconciliation. */
  readonly offerJobs: (jobs: readonly QueuedJob[]) => Promise<void>;
  readonly now: () => Date;
  /** Hashes and encrypts what names people. */
  readonly personalData: PersonalData;
  /** The release in force, and the tests that people run with it. */
  readonly judging: Judging;
  /** The department's own templates; absent where it has none. */
  readonly templatesFolder?: string;
  /** Where heads of the ledger are kept outside the database; without it the ledger is verified without them. */
  readonly ledgerHeadsFolder?: string;
  /** What the pages of operation need of this machine; absent where there is none of it, as in tests. */
  readonly operation?: OperationPorts;
}

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

/** A request whose parts have been read by the route's schemas; a part without a schema is undefined. */
export interface Call<P, Q, B, S> {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly session: S;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface Definition<P, Q, B, A, S> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In Fastify's notation: `/api/postings/:id`. */
  readonly path: string;
  /** What it does, in Chinese, for the description of the API; absent where the route is no part of it. */
  readonly summary?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What is answered as JSON; what it does not name does not leave. Absent where `handle` sends the reply itself or answers nothing. */
  readonly answer?: A;
  /** Whether it takes one file as a multipart form, which `handle` reads itself. */
  readonly takesFile?: boolean;
  /** Most bytes of the body, where that is not the server's own limit. */
  readonly bodyLimit?: number;
  handle(sources: Sources, call: Call<P, Q, B, S>): Promise<A extends z.ZodType ? z.input<A> : unknown>;
}

/** A row of the server's routes. Who may call it stands in access-table.ts. */
export interface Route
  extends Omit<
    Definition<z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined, never>,
    'handle'
  > {
  readonly isOpen: boolean;
  readonly handle: (sources: Sources, call: Call<never, never, never, never>) => Promise<unknown>;
}

/** A route for people who are logged in. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType | undefined = undefined,
>(definition: Definition<P, Q, B, A, Session>): Route {
  return { ...definition, isOpen: false };
}

/** A route for anyone who can reach the server. */
export function openRoute<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType | undefined = undefined,
>(definition: Definition<P, Q, B, A, undefined>): Route {
  return { ...definition, isOpen: true };
}
