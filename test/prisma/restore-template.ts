import type pg from 'pg';

/** What a copy of the template is before a test has touched it. */
export interface TemplateState {
  readonly schema: string;
  readonly tables: readonly string[];
  /** Rows of the tables that are not empty, as a JSON array each. */
  readonly rows: ReadonlyMap<string, string>;
}

/** A database that has grown beyond this, in bytes, is made anew: what was deleted stays in its files. */
const largest = 40_000_000;

/** Everything that a test can plant, hide or switch off: tables, columns, triggers, functions, constraints, settings. */
const schemaQuery = `
  SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS schema FROM (
    SELECT concat_ws(' ', 'class', oid, relname, relkind, relacl) FROM pg_class WHERE oid >= 16384 AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull, attisdropped)
      FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0
    UNION ALL SELECT concat_ws(' ', 'function', oid, proname, md5(prosrc)) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', 'constraint', oid, conname, convalidated) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig)
      FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
  ) AS lines(line)`;

/** Reads a copy that nobody has touched. */
export async function readTemplate(client: pg.Client): Promise<TemplateState> {
  const schema = await readSchema(client);
  const { rows: named } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const rows = new Map<string, string>();
  for (const { name } of named) {
    const { rows: all } = await client.query<{ json: string | null }>(
      `SELECT json_agg(t)::text AS json FROM "${name}" AS t`,
    );
    const json = all[0]?.json;
    if (typeof json === 'string') rows.set(name, json);
  }
  return { schema, tables: named.map(({ name }) => name), rows };
}

/** Ends whatever is connected to the database, and gives it the template's rows. @returns false where that cannot be done: drop it */
export async function restoreTemplate(client: pg.Client, { schema, tables, rows }: TemplateState): Promise<boolean> {
  await client.query(
    'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const { rows: sizes } = await client.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
  if (Number(sizes[0]?.size) > largest || (await readSchema(client)) !== schema) return false;
  const restored = [...rows].map(
    ([name, json]) =>
      `INSERT INTO "${name}" SELECT * FROM json_populate_recordset(NULL::"${name}", ${client.escapeLiteral(json)})`,
  );
  // As a replica it fires no trigger, neither those that refuse deletion nor those of foreign keys.
  await client.query(
    [
      'BEGIN',
      'SET LOCAL session_replication_role = replica',
      ...tables.map((name) => `DELETE FROM "${name}"`),
      ...restored,
      'COMMIT',
    ].join(';\n'),
  );
  return true;
}

async function readSchema(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ schema: string }>(schemaQuery);
  return rows[0]?.schema ?? '';
}
