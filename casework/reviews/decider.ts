import type { NamedPerson } from '../../contracts/evidence-record.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

/** Who works through the queue: a person in a session of theirs, who sees the tasks of these organisations. */
export interface Decider {
  /** Of the UserSession. */
  readonly id: string;
  readonly person: NamedPerson;
  readonly jurisdiction: readonly string[];
}

/** All accounts of the person: two with one credential number are one officer's. */
export async function accountsOf(
  database: Database | Transaction,
  { id, credentialNumber }: NamedPerson,
): Promise<readonly string[]> {
  if (credentialNumber === '') return [id];
  const others = await database.user.findMany({ where: { credentialNumber }, select: { id: true } });
  return [...new Set([id, ...others.map((other) => other.id)])];
}
