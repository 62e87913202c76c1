import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../prisma/open-database.js';
import { readTemplate, restoreTemplate, type TemplateState } from './restore-template.js';

/** Databases of this process that nobody uses, each as the template is. */
const idle: string[] = [];
let template: TemplateState | undefined;

/**
 * A database of its own for one test: a copy of the migrated template in the run's PostgreSQL. To make one costs ten times as much as to empty
 * one, so whoever closes theirs leaves it to the next test of this process, unless its schema was changed.
 */
export async function createTestDatabase(): Promise<{ url: string; db: Database; close(): Promise<void> }> {
  const name = idle.pop() ?? (await copyTemplate());
  const url = urlOf(name);
  template ??= await connected(url, readTemplate);
  const state = template;
  const db = openDatabase(url);
  return {
    url,
    db,
    close: async () => {
      await db.close();
      if (await connected(url, (client) => restoreTemplate(client, state))) idle.push(name);
      else await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** An empty database, not migrated. */
export async function createEmptyDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const name = newName();
  await administer(`CREATE DATABASE ${name}`);
  return { url: urlOf(name), close: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function copyTemplate(): Promise<string> {
  const name = newName();
  await administer(`CREATE DATABASE ${name} TEMPLATE ${new URL(inject('templateDatabaseUrl')).pathname.slice(1)}`);
  return name;
}

const newName = (): string => `test_${randomBytes(8).toString('hex')}`;

function urlOf(name: string): string {
  const url = new URL(inject('templateDatabaseUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

const administer = (statement: string): Promise<void> =>
  connected(urlOf('postgres'), async (client) => {
    await client.query(statement);
  });

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
