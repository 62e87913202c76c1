import { statfs } from 'node:fs/promises';
import type { StorageState } from '../../contracts/api/operation/storage-state.js';
import type { Database } from '../../prisma/open-database.js';
import type { Sources } from '../route.js';

/** Counting reads every capture's row, so that a figure is kept for this long, in milliseconds. */
const keptFor = 5 * 60_000;

const counted = new WeakMap<Database, { readonly until: number; readonly state: Promise<StorageState> }>();

/** How much the record holds of each kind, and what is left on the disk. Bytes that two captures share count twice here, and once on the disk. */
export function readStorageState({
  db,
  now,
  operation,
}: Pick<Sources, 'db' | 'now' | 'operation'>): Promise<StorageState> {
  const at = now();
  const known = counted.get(db);
  if (known !== undefined && known.until > at.getTime()) return known.state;
  const state = count(db, at, operation?.stateFolder);
  counted.set(db, { until: at.getTime() + keptFor, state });
  // A count that failed is not kept.
  state.catch(() => counted.delete(db));
  return state;
}

interface Counts {
  readonly bodies: number;
  readonly bodyBytes: number;
  readonly doms: number;
  readonly domBytes: number;
  readonly screenshots: number;
  readonly screenshotBytes: number;
}

async function count(db: Database, at: Date, folder: string | undefined): Promise<StorageState> {
  const [[captures], full, packages, [size], retired, holds, disk] = await Promise.all([
    db.$queryRaw<Counts[]>`
      SELECT count(*)::int AS "bodies", coalesce(sum("bodyBytes"), 0)::float8 AS "bodyBytes",
             count("domSha256")::int AS "doms",
             coalesce(sum(("record"->'dom'->>'bytes')::float8), 0)::float8 AS "domBytes",
             count("screenshotSha256")::int AS "screenshots",
             coalesce(sum(("record"->'screenshot'->>'bytes')::float8), 0)::float8 AS "screenshotBytes"
        FROM "Capture"`,
    db.fullCapture.count(),
    db.evidencePackage.aggregate({ _count: true, _sum: { bytes: true } }),
    db.$queryRaw<{ bytes: number }[]>`SELECT pg_database_size(current_database())::float8 AS "bytes"`,
    db.retiredBlob.aggregate({ _count: true, _sum: { bytes: true }, _max: { retiredAt: true } }),
    db.retentionHold.count({ where: { releasedAt: null } }),
    folder === undefined ? null : statfs(folder),
  ]);
  return {
    kinds: [
      { kind: 'body', count: captures?.bodies ?? 0, bytes: captures?.bodyBytes ?? 0 },
      { kind: 'dom', count: captures?.doms ?? 0, bytes: captures?.domBytes ?? 0 },
      { kind: 'screenshot', count: captures?.screenshots ?? 0, bytes: captures?.screenshotBytes ?? 0 },
      // Its parts' sizes are in its record, in the blob store.
      { kind: 'full_capture', count: full, bytes: null },
      { kind: 'package', count: packages._count, bytes: Number(packages._sum.bytes ?? 0) },
    ],
    databaseBytes: size?.bytes ?? 0,
    disk: disk === null ? null : { free: disk.bavail * disk.bsize, total: disk.blocks * disk.bsize },
    retention: {
      retired: retired._count,
      bytes: Number(retired._sum.bytes ?? 0),
      lastAt: retired._max.retiredAt?.toISOString() ?? null,
      holds,
    },
    countedAt: at.toISOString(),
  };
}
