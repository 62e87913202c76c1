import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import {
  type EvaluationDetail,
  type EvaluationRun,
  type EvaluationSummary,
  evaluationReport,
} from '../../contracts/api/testing.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import type { Upload } from './receive-upload.js';
import { recogniseUpload } from './recognise-upload.js';
import { runThread } from './run-thread.js';

type Evaluations = Pick<Sources, 'db' | 'judging' | 'now'>;

/** Starts to judge an uploaded file by the release in force. The report is stored when it is done; the file is not. */
export async function startEvaluation(
  { db, judging, now }: Evaluations,
  { person: { id: userId } }: Session,
  { fileName, bytes }: Upload,
  allowSeen: boolean,
): Promise<EvaluationRun> {
  const format = recogniseUpload(fileName, bytes);
  const { bytes: releaseBytes } = await judging.current.read();
  return judging.evaluations.start({ userId, name: fileName }, async (tell, signal) => {
    const file = { bytes, format, allowSeen };
    const { report, ...wrong } = await runThread<'evaluation'>(
      { kind: 'evaluation', file, releaseBytes },
      tell,
      signal,
    );
    const { id: evaluationId } = await db.evaluation.create({
      data: {
        ...{ id: newId(), userId, fileName, releaseId: report.release, report, createdAt: now() },
        fileSha256: createHash('sha256').update(bytes).digest('hex'),
      },
    });
    return { evaluationId, ...wrong };
  });
}

const pageSize = 30;

/** Reports of people of the jurisdiction, newest first. @param after id of the last one of the page before */
export async function listEvaluations(
  { db }: Evaluations,
  { jurisdiction }: Session,
  after: string | undefined,
): Promise<{ evaluations: EvaluationSummary[]; next: string | null }> {
  const rows = await db.evaluation.findMany({
    where: { ...byPeopleOf(jurisdiction), ...(after === undefined ? {} : { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: pageSize + 1,
    include: { user: { select: { name: true } } },
  });
  const evaluations = rows.slice(0, pageSize).map(detailOf);
  return { evaluations, next: rows.length > pageSize ? (evaluations.at(-1)?.id ?? null) : null };
}

/** @throws RequestError 404 where there is none in the jurisdiction */
export async function readEvaluation(
  { db }: Evaluations,
  { jurisdiction }: Session,
  id: string,
): Promise<EvaluationDetail> {
  const row = await db.evaluation.findFirst({
    where: { id, ...byPeopleOf(jurisdiction) },
    include: { user: { select: { name: true } } },
  });
  if (row === null) throw new RequestError(404, 'evaluation_unknown', '没有这份评测报告。');
  return detailOf(row);
}

function byPeopleOf(jurisdiction: readonly string[]) {
  return { user: { organisationId: { in: [...jurisdiction] } } };
}

interface EvaluationRow {
  id: string;
  fileName: string;
  fileSha256: string;
  releaseId: string;
  report: unknown;
  createdAt: Date;
  user: { name: string };
}

function detailOf({ report: stored, createdAt, user, releaseId, ...row }: EvaluationRow): EvaluationDetail {
  const report = evaluationReport.parse(stored);
  const { precision, recall, f1 } = report.figures;
  const { n, positives } = report;
  return {
    ...{ ...row, release: releaseId, by: user.name, at: createdAt.toISOString() },
    ...{ n, positives, precision, recall, f1, report },
  };
}
