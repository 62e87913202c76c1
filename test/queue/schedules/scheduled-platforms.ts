import type { Database } from '../../../prisma/open-database.js';
import { storePlatform } from '../../../queue/platforms.js';
import { createTestDatabase } from '../../prisma/test-database.js';

/** A platform file of which nothing is fetched. */
export const quietPlatform = (id: string, name = `平台${id}`): string => `
id: ${id}
name: ${name}
entry: [http://${id}.test/jobs]
list: { from: html, item: li, fields: { url: a@href } }
`;

/** A database with platforms; no worker runs. */
export async function openScheduledPlatforms(
  ids: readonly string[],
): Promise<{ database: Database; url: string; close(): Promise<void> }> {
  const { db: database, url, close } = await createTestDatabase();
  for (const id of ids) await storePlatform(database, quietPlatform(id), `${id}.yaml`, new Date());
  return { database, url, close };
}
