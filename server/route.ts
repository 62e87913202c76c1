import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import type { Database } from '../prisma/open-database.js';
import type { WebApplication } from './web-application.js';

/** Who may call a route. Everybody on this machine is a reader; roles that may change something need a session. */
export type Role = 'reader';

/** What the handlers read from. */
export interface Sources {
  db: Database;
  blobs: Pick<BlobStore, 'get'>;
  webApplication: WebApplication;
}

/** A row of the route table. What `handle` resolves to is sent as JSON, unless it is the reply itself. */
export interface Route {
  method: 'GET';
  path: string;
  role: Role;
  handle: (sources: Sources, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}
