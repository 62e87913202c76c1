import { z } from 'zod';
import type { PlatformFile } from '../../contracts/platform.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import type { Database } from '../../prisma/open-database.js';
import { findPostingAtUrl } from '../complaints/keys-in-use.js';
import type { ClaimedWork } from '../due-work.js';
import { type FetchMethods, nothingLearned, type PageKind, readFetchMethods } from '../methods/fetch-methods.js';
import type { CaptureBlobs } from './capture-text.js';
import { listRowOf, newestListRows } from './list-row.js';
import { platformsOfVersions } from './platforms-of-versions.js';

/** A capture that is to be read, with the page it is of. */
export interface LoadedCapture extends CaptureBlobs {
  readonly id: string;
  readonly finalUrl: string;
  readonly status: number;
  readonly method: 'http' | 'browser';
  readonly capturedAt: Date;
  readonly platformId: string;
  readonly platform: PlatformFile;
  readonly methods: FetchMethods;
  /** The capture of the same page by the other way of fetching. */
  readonly other: (CaptureBlobs & { readonly finalUrl: string }) | null;
  readonly task: {
    readonly id: string;
    readonly url: string;
    readonly kind: PageKind;
    readonly depth: number;
    readonly crawlRunId: string;
    readonly postingId: string | null;
    readonly postingKey: string | null;
    /** What a list said of it. */
    readonly listRow: Partial<PostingRow> | null;
    /** No list named it for this visit: the list's words are those of the posting's newest version. */
    readonly inheritsListRow: boolean;
    /** An earlier capture of it has been read already. */
    readonly isRead: boolean;
    /** Whose complaint named its address. */
    readonly complaintId: string | null;
  };
}

interface CaptureRow {
  readonly workId: string;
  readonly id: string;
  readonly finalUrl: string;
  readonly status: number;
  readonly method: 'http' | 'browser';
  readonly capturedAt: Date;
  readonly bodySha256: string;
  readonly domSha256: string | null;
  readonly contentType: string | null;
  readonly taskId: string;
  readonly url: string;
  readonly kind: PageKind;
  readonly depth: number;
  readonly state: string;
  readonly crawlRunId: string;
  readonly postingId: string | null;
  readonly postingKey: string | null;
  readonly listRow: unknown;
  readonly complaintId: string | null;
  readonly versionId: string;
  readonly platformId: string;
  readonly other: unknown;
}

const otherCapture = z.nullable(
  z.object({
    bodySha256: z.string(),
    domSha256: z.nullable(z.string()),
    contentType: z.nullable(z.string()),
    finalUrl: z.string(),
  }),
);

/** The captures that claimed work is to read, by the work's id. */
export async function loadCaptures(
  database: Database,
  work: readonly ClaimedWork[],
): Promise<ReadonlyMap<string, LoadedCapture>> {
  const rows = await database.$queryRaw<CaptureRow[]>`
    SELECT due."workId", capture."id", capture."finalUrl", capture."status", capture."method", capture."capturedAt",
           capture."bodySha256", capture."domSha256",
           capture."record" -> 'responseHeaders' ->> 'content-type' AS "contentType",
           task."id" AS "taskId", task."url", task."kind"::text, task."depth", task."state"::text, task."crawlRunId",
           task."postingId", task."postingKey", task."listRow", run."complaintId", version."id" AS "versionId", version."platformId",
           (SELECT jsonb_build_object('bodySha256', o."bodySha256", 'domSha256', o."domSha256", 'finalUrl', o."finalUrl",
                                      'contentType', o."record" -> 'responseHeaders' ->> 'content-type')
              FROM "Capture" o
             WHERE o."crawlTaskId" = task."id" AND o."method" <> capture."method" AND o."status" <> 304 AND o."id" < capture."id"
             ORDER BY o."id" DESC LIMIT 1) AS "other"
      FROM unnest(${work.map(({ id }) => id)}::text[], ${work.map(({ subjectId }) => subjectId)}::text[]) AS due("workId", "captureId")
      JOIN "Capture" capture ON capture."id" = due."captureId"
      JOIN "CrawlTask" task ON task."id" = capture."crawlTaskId"
      JOIN "CrawlRun" run ON run."id" = task."crawlRunId"
      JOIN "PlatformVersion" version ON version."id" = run."platformVersionId"`;
  const platforms = await platformsOfVersions(
    database,
    rows.map(({ versionId }) => versionId),
  );
  const learned = await learnedMethods(database, rows, platforms);
  const inherited = await inheritedListRows(database, rows);
  return new Map(
    rows.map((row) => {
      const platform = platforms.get(row.versionId);
      if (platform === undefined) throw new RangeError(`The platform version ${row.versionId} is not in the record.`);
      return [
        row.workId,
        captureOf(row, platform, learned.get(row.platformId) ?? nothingLearned, inherited.get(row.id)),
      ];
    }),
  );
}

/** Asked for only where a platform file leaves it open. */
async function learnedMethods(
  database: Database,
  rows: readonly CaptureRow[],
  platforms: ReadonlyMap<string, PlatformFile>,
): Promise<ReadonlyMap<string, FetchMethods>> {
  const open = rows.filter(({ versionId }) => platforms.get(versionId)?.fetch === undefined);
  const learned = new Map<string, FetchMethods>();
  for (const { platformId } of open) {
    if (!learned.has(platformId)) learned.set(platformId, await readFetchMethods(database, platformId));
  }
  return learned;
}

/**
 * What lists said of postings that are visited again without one, by the capture's id: where a page leaves out what its list says, its own
 * words alone would look as if somebody had deleted the rest.
 */
async function inheritedListRows(
  database: Database,
  rows: readonly CaptureRow[],
): Promise<ReadonlyMap<string, Partial<PostingRow>>> {
  const postingOf = new Map<string, string>();
  for (const { id, kind, listRow, postingId, complaintId, platformId, finalUrl } of rows) {
    if (kind !== 'detail' || listRow !== null) continue;
    const url = complaintId === null ? null : canonicalUrl(finalUrl, finalUrl);
    const known = postingId ?? (url === null ? undefined : (await findPostingAtUrl(database, platformId, url))?.id);
    if (known !== undefined) postingOf.set(id, known);
  }
  const said = await newestListRows(database, [...postingOf.values()]);
  return new Map(
    [...postingOf].flatMap(([captureId, postingId]) => {
      const row = said.get(postingId);
      return row === undefined ? [] : [[captureId, row] as const];
    }),
  );
}

function captureOf(
  row: CaptureRow,
  platform: PlatformFile,
  methods: FetchMethods,
  inherited: Partial<PostingRow> | undefined,
): LoadedCapture {
  const { id, finalUrl, status, method, capturedAt, bodySha256, domSha256, contentType, platformId } = row;
  const { url, kind, depth, crawlRunId, postingId, postingKey, complaintId } = row;
  return {
    ...{ id, finalUrl, status, method, capturedAt, bodySha256, domSha256, contentType, platformId, platform, methods },
    other: otherCapture.parse(row.other),
    task: {
      ...{ id: row.taskId, url, kind, depth, crawlRunId, postingId, postingKey, complaintId },
      listRow: inherited ?? listRowOf(row.listRow),
      inheritsListRow: inherited !== undefined,
      isRead: row.state === 'done',
    },
  };
}
