import { readFile } from 'node:fs/promises';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

/** A Prisma schema: file name (for the engine's messages) and its text. */
export interface Datamodel {
  name: string;
  text: string;
}

/**
 * The SQL that takes a database from one datamodel to another, or null when they describe the same database.
 *
 * Prisma's schema engine, compiled to WebAssembly, compares the two texts; it opens no database, so the adapter
 * is one that cannot connect.
 *
 * @throws the engine's own error, which names file and line, when a datamodel is not valid
 */
export async function diffDatamodels(from: Datamodel, to: Datamodel): Promise<string | null> {
  const engine = await startSchemaEngine(to);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: datamodelTarget(from),
      to: datamodelTarget(to),
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    // 0: no difference, 2: there is one (Prisma's `migrate diff --exit-code`).
    return exitCode === 2 ? (stdout ?? '') : null;
  } finally {
    engine.free();
  }
}

const datamodelTarget = ({ name, text }: Datamodel): engineModule.DiffTarget => ({
  tag: 'schemaDatamodel',
  files: [{ path: name, content: text }],
});

/** The little of the WebAssembly API that is needed; TypeScript declares it only together with the browser's types. */
declare const WebAssembly: {
  instantiate(
    binary: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** The module keeps views of one WebAssembly memory: a second instance would be read through those of the first. */
let loaded: Promise<void> | undefined;

async function load(): Promise<void> {
  const script = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const binary = await readFile(new URL(script.replace(/\.js$/, '.wasm')));
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': { ...engineModule } });
  engineModule.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
}

async function startSchemaEngine({ name, text }: Datamodel): Promise<engineModule.SchemaEngine> {
  loaded ??= load();
  await loaded;
  return engineModule.SchemaEngine.new(
    { datamodels: [[name, text]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(noDatabase),
  );
}

/**
 * The engine connects when it starts, before it knows that two texts will be compared, and asks one question:
 * is there a schema `public`, and which version is the server? This connection answers it and leads nowhere.
 */
const refuse = () => Promise.reject(new Error('two datamodels are compared without a database'));
const connection: SqlDriverAdapter = {
  provider: 'postgres',
  adapterName: 'no-database',
  queryRaw: () =>
    Promise.resolve({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 18.0', 180_000]],
    }),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  dispose: () => Promise.resolve(),
};
const noDatabase: SqlMigrationAwareDriverAdapterFactory = {
  provider: 'postgres',
  adapterName: 'no-database',
  connect: () => Promise.resolve(connection),
  connectToShadowDb: () => Promise.resolve(connection),
};
