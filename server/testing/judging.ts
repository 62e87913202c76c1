import { createExplainer, type Explainer } from '../../classifier/explain/explain-posting.js';
import { createJudge, type Judge } from '../../classifier/judge.js';
import type { Release } from '../../classifier/release/read-release.js';
import { scanLimits } from '../../contracts/api/scan.js';
import type { EvaluationRun } from '../../contracts/api/testing.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import { chineseNames } from '../../evidence/documents/chinese-names.js';
import type { Database } from '../../prisma/open-database.js';
import { type CurrentRelease, createCurrentRelease, type OwnRelease } from '../../queue/current-release.js';
import { createRateLimit, type RateLimit } from '../api/rate-limit.js';
import type { ComparedUpload } from './compare-releases.js';
import { createTestRuns, type TestRuns } from './test-runs.js';

/** Where releases and the postings that they are compared on lie. */
export interface ReleaseFiles {
  readonly own: OwnRelease;
  /** Folders that each hold a `release.json`: what comes with the program. */
  readonly releasesFolder: string;
  readonly frozenFolder: string;
}

/** What judges on request, and the work that takes longer than one. */
export interface Judging extends ReleaseFiles {
  readonly current: CurrentRelease;
  /** The release in force, prepared; it is prepared once. */
  judge(): Promise<Judge>;
  explain(): Promise<Explainer>;
  readonly evaluations: TestRuns<NonNullable<EvaluationRun['result']>>;
  readonly comparisons: TestRuns<ComparedUpload>;
  readonly scans: RateLimit;
  close(): void;
}

/** @param onDefect hears of failures that no file is to blame for */
export function openJudging(
  database: Database,
  blobs: BlobStore,
  files: ReleaseFiles,
  onDefect: (error: unknown) => void,
): Judging {
  const current = createCurrentRelease(database, blobs, files.own);
  const judges = preparedOnce(createJudge);
  const explainers = preparedOnce((release) => createExplainer(release, chineseNames.element));
  const evaluations = createTestRuns<NonNullable<EvaluationRun['result']>>(onDefect);
  const comparisons = createTestRuns<ComparedUpload>(onDefect);
  return {
    ...files,
    ...{ current, evaluations, comparisons },
    judge: async () => judges(await current.read()),
    explain: async () => explainers(await current.read()),
    scans: createRateLimit(scanLimits.requestsPerMinute),
    close() {
      evaluations.close();
      comparisons.close();
    },
  };
}

/** Preparing takes a tenth of a second and some megabytes: the newest release's is kept. */
function preparedOnce<T>(prepare: (release: Release) => T): (release: Release) => T {
  let kept: { readonly id: string; readonly prepared: T } | undefined;
  return (release) => {
    if (kept?.id !== release.id) kept = { id: release.id, prepared: prepare(release) };
    return kept.prepared;
  };
}
