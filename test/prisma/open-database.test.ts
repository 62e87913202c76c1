import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FatalError, InputError } from '../../contracts/errors.js';
import { connectClient } from '../../prisma/connect-client.js';
import { provideDatabase } from '../../prisma/embedded/provide-database.js';
import { claimEngine } from '../../prisma/engine-lock.js';
import { databaseGone, openDatabase } from '../../prisma/open-database.js';
import { createTestDatabase } from './test-database.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

/** Ends every other connection to the test's database, as a server that restarts would. */
async function cutConnections(): Promise<void> {
  const client = await connectClient(database.url);
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
}

describe('a database that cannot be used', () => {
  const with_ = (change: (url: URL) => void) => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };
  test.each([
    [
      'nothing listens',
      (url: URL) => {
        url.port = '1';
      },
      /nothing listens there/,
    ],
    [
      'the password is wrong',
      (url: URL) => {
        url.password = 'secret-wrong';
      },
      /password is wrong/,
    ],
    [
      'the database does not exist',
      (url: URL) => {
        url.pathname = '/nowhere';
      },
      /does not exist/,
    ],
  ])('is one sentence without the password when %s', async (_, change, reason) => {
    const url = with_(change);
    const error: unknown = await provideDatabase({ stateFolder: '/nonexistent', databaseUrl: url }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'database_unreachable', message: expect.stringMatching(reason) });
    expect(String(error)).not.toContain(new URL(url).password);
    expect(String(error)).not.toContain('\n');
  });

  test.each(['', 'localhost:5432', 'mysql://u:secret@h/d', 'postgresql://'])('%j is refused at once', (url) => {
    expect(() => openDatabase(url)).toThrow(InputError);
    expect(() => openDatabase(url)).not.toThrow('secret');
  });

  test('a database of another encoding is refused, since it cannot hold Chinese', async () => {
    const name = 'latin_database';
    await database.db.$executeRawUnsafe(
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    try {
      const databaseUrl = with_((url) => {
        url.pathname = `/${name}`;
      });
      await expect(provideDatabase({ stateFolder: '/nonexistent', databaseUrl })).rejects.toMatchObject({
        code: 'database_encoding',
      });
    } finally {
      await database.db.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});

describe('an open database', () => {
  test('sorts Chinese by pinyin and finds trigrams in it', async () => {
    const rows = await database.db.$queryRaw<{ word: string }[]>`
      SELECT word FROM unnest(ARRAY['张', '李', '阿', '王']) AS word ORDER BY word`;
    expect(rows.map((row) => row.word)).toEqual(['阿', '李', '王', '张']);
    await database.db.$executeRaw`CREATE EXTENSION pg_trgm`;
    const [trigrams] = await database.db.$queryRaw<{ count: number }[]>`
      SELECT cardinality(show_trgm('注册建造师')) AS count`;
    expect(trigrams?.count).toBeGreaterThan(0);
  });

  test('names its connections', async () => {
    const rows = await database.db.$queryRaw`SELECT current_setting('application_name') AS name`;
    expect(rows).toEqual([{ name: 'guazheng' }]);
  });

  test('survives the loss of its idle connections', async () => {
    await database.db.organisation.count();
    await cutConnections();
    await expect.poll(() => database.db.organisation.count().catch(() => 'lost')).toBe(1);
  });

  test('a query whose server is gone is told from one that is wrong', async () => {
    const gone = openDatabase(database.url.replace(/:\d+\//, ':1/'));
    const refused: unknown = await gone.organisation.count().catch((thrown: unknown) => thrown);
    await gone.close();
    expect(databaseGone(refused)).toBeInstanceOf(FatalError);

    const cut: unknown = await database.db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`.catch(
      (thrown: unknown) => thrown,
    );
    expect(databaseGone(cut)).toMatchObject({ code: 'database_gone' });

    const wrong: unknown = await database.db.$queryRaw`SELECT * FROM "Nowhere"`.catch((thrown: unknown) => thrown);
    expect(wrong).toBeInstanceOf(Error);
    expect(databaseGone(wrong)).toBeUndefined();
  });
});

describe('the engine claim', () => {
  test('a second engine is refused with the process that holds it; after release it is free', async () => {
    const first = await claimEngine(database.url);
    const error: unknown = await claimEngine(database.url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'engine_running', message: expect.stringContaining(`${process.pid}@`) });
    await first.release();
    const second = await claimEngine(database.url);
    await second.release();
    expect(second.lost.aborted).toBe(false);
  });

  test('engines on two databases do not meet', async () => {
    const other = await createTestDatabase();
    const claims = await Promise.all([claimEngine(database.url), claimEngine(other.url)]);
    await Promise.all(claims.map((claim) => claim.release()));
    await other.close();
  });

  test('an engine learns that its claim is lost, and another can then take it', async () => {
    const claim = await claimEngine(database.url);
    const lost = new Promise((resolve) => claim.lost.addEventListener('abort', resolve));
    await cutConnections();
    await lost;
    expect(claim.lost.reason).toMatchObject({ code: 'engine_claim_lost' });
    await (await claimEngine(database.url)).release();
  });
});
