import type { Database } from '../../prisma/open-database.js';
import { hashPassphrase, isOutdated } from './passphrase.js';

/** Hashes a passphrase that was just right again, where its hash is of a kind that is given up. */
export async function rehashPassphrase(database: Database, userId: string, passphrase: string): Promise<void> {
  const account = await database.authAccount.findFirst({
    where: { userId, providerId: 'credential' },
    select: { id: true, password: true },
  });
  if (account?.password == null || !isOutdated(account.password)) return;
  // Only while it is still that one: it may be changed at this moment.
  await database.authAccount.updateMany({
    where: { id: account.id, password: account.password },
    data: { password: await hashPassphrase(passphrase), updatedAt: new Date() },
  });
}
