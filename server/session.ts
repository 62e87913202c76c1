import type { FastifyRequest } from 'fastify';
import type { NamedPerson } from '../contracts/evidence-record.js';
import type { Role } from '../contracts/roles.js';

/** Who makes a request: a person logged in, or a program of theirs. */
export interface Session {
  /** Of the UserSession. */
  readonly id: string;
  /** By token a program may read and scan; what only a person may do is refused to it. */
  readonly origin: 'page' | 'token';
  readonly person: NamedPerson;
  readonly role: Role;
  readonly organisationId: string;
  /** The person's organisation and all below it: whose platforms, postings and users they see. */
  readonly jurisdiction: readonly string[];
}

export interface SessionFinder {
  /** The session that a request's cookie or token stands for; undefined when there is none or it is over. */
  find(request: FastifyRequest): Promise<Session | undefined>;
}
