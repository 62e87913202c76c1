import { endSession, type OpenSession, openSession } from '../casework/users/open-session.js';
import type { Database } from '../prisma/open-database.js';
import { askPassphrase } from './ask-passphrase.js';

/** Logs a person in for one command, and out at its end whatever happens. */
export async function withSession<T>(
  database: Database,
  username: string,
  use: (session: OpenSession) => Promise<T>,
): Promise<T> {
  const passphrase = await askPassphrase(`Passphrase of ${username}: `);
  const session = await openSession(database, { username, passphrase, origin: 'command' }, new Date());
  try {
    return await use(session);
  } finally {
    await endSession(database, session, new Date());
  }
}
