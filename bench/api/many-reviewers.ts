import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Database } from '../../prisma/open-database.js';
import { demand } from '../demand.js';
import type { ServedRecord } from './serve-record.js';

/** At one stage, so that each task comes up once. */
const nextOne = { order: 'probability', stage: 'first' } as const;

/** What of the answers is looked at; whatever else they hold is the server's own tests' business. */
const heldTask = z.object({ task: z.object({ id: z.string() }).nullable() });
const decidedTask = z.object({ reviews: z.array(z.object({ id: z.string(), taskId: z.string() })), next: heldTask });

/** That a reviewer had a task open, from the answer that gave it until the decision was sent. */
export interface Holding {
  readonly taskId: string;
  readonly reviewer: number;
  /** Places in the one order in which answers came and decisions were sent. */
  readonly from: number;
  readonly to: number;
}

/** A decision that was answered as taken. */
export interface TakenDecision {
  readonly taskId: string;
  readonly reviewId: string;
}

/**
 * Reviewers who are at work at once: each takes the next task, tries to open one that somebody else has open, decides, and gets the next one
 * with the answer.
 *
 * @throws FatalError `bench_wrong` when two had one task open, a task could be opened that another had open, or a decision is lost
 */
export async function workAtOnce(
  database: Database,
  { url, logIn }: ServedRecord,
  { reviewers, decisions }: { readonly reviewers: number; readonly decisions: number },
): Promise<{ readonly seconds: number }> {
  const holdings: Holding[] = [];
  const taken: TakenDecision[] = [];
  const open = new Map<number, string>();
  let clock = 0;
  const dispatcher = new Agent({ connections: reviewers });
  const logIns = await Promise.all(Array.from({ length: reviewers }, () => logIn('bench-province')));

  async function work(reviewer: number, headers: Readonly<Record<string, string>>): Promise<void> {
    const post = async (path: string, body?: unknown) => {
      const { statusCode, body: answer } = await request(url + path, {
        ...{ method: 'POST', dispatcher },
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: statusCode, answer: await answer.json() };
    };
    const first = await post('/api/reviews/next', nextOne);
    demand(first.status === 200, `the next task was answered ${first.status}: ${JSON.stringify(first.answer)}`);
    let { task } = heldTask.parse(first.answer);
    for (let count = 0; count < decisions; count++) {
      demand(task !== null, 'a reviewer was told that nothing waits');
      const taskId = task?.id ?? '';
      open.set(reviewer, taskId);
      const from = clock++;
      const other = [...open].find(([holder]) => holder !== reviewer);
      if (other !== undefined) {
        const { status } = await post(`/api/reviews/tasks/${other[1]}/open`);
        demand(status === 409 || open.get(other[0]) !== other[1], 'a task was opened that somebody else had open');
      }
      open.delete(reviewer);
      holdings.push({ taskId, reviewer, from, to: clock++ });
      const decided = await post(`/api/reviews/tasks/${taskId}/decide`, {
        ...(count % 2 === 0 ? { decision: 'dismissed', dismissal: 'other' } : { decision: 'confirmed' }),
        ...{ requestId: randomUUID(), next: nextOne },
      });
      demand(decided.status === 200, `a decision was answered ${decided.status}: ${JSON.stringify(decided.answer)}`);
      const { reviews, next } = decidedTask.parse(decided.answer);
      taken.push(...reviews.map(({ id, taskId }) => ({ reviewId: id, taskId })));
      task = next.task;
    }
  }

  const began = performance.now();
  try {
    await Promise.all(logIns.map((headers, reviewer) => work(reviewer, headers)));
  } finally {
    await dispatcher.close();
  }
  const seconds = (performance.now() - began) / 1000;
  demandOneHolder(holdings);
  demand(taken.length === reviewers * decisions, `${taken.length} of ${reviewers * decisions} decisions were taken`);
  await demandRecorded(database, taken);
  return { seconds };
}

/** @throws FatalError `bench_wrong` when a task was open with two reviewers at one time, or came up again after it was decided */
export function demandOneHolder(holdings: readonly Holding[]): void {
  const last = new Map<string, Holding>();
  for (const holding of [...holdings].sort((a, b) => a.from - b.from)) {
    const earlier = last.get(holding.taskId);
    demand(
      earlier === undefined,
      `the task ${holding.taskId} came up with reviewers ${earlier?.reviewer} and ${holding.reviewer}`,
    );
    last.set(holding.taskId, holding);
  }
}

/** @throws FatalError `bench_wrong` unless each decision is a row of its own, moved its task on, and has its entry in the ledger */
export async function demandRecorded(database: Database, taken: readonly TakenDecision[]): Promise<void> {
  const ids = taken.map(({ reviewId }) => reviewId);
  demand(new Set(ids).size === ids.length, 'two decisions were answered with one review');
  const reviews = await database.review.findMany({
    where: { id: { in: ids } },
    select: { id: true, decision: true, postingVersion: { select: { reviewTask: true } } },
  });
  const entries = await database.ledgerEntry.findMany({
    where: { subjectId: { in: ids }, kind: 'review.recorded' },
    select: { subjectId: true },
  });
  const entered = new Set(entries.map(({ subjectId }) => subjectId));
  const rows = new Map(reviews.map((review) => [review.id, review]));
  for (const { reviewId, taskId } of taken) {
    const row = rows.get(reviewId);
    demand(row !== undefined, `the decision on the task ${taskId} is lost`);
    const task = row?.postingVersion.reviewTask;
    const stage = row?.decision === 'confirmed' ? 'second' : 'closed';
    demand(task?.id === taskId, `the decision on the task ${taskId} was recorded on another one`);
    demand(task?.stage === stage, `the task ${taskId} is at the stage ${task?.stage} after it was ${row?.decision}`);
    demand(entered.has(reviewId), `the decision on the task ${taskId} has no entry in the ledger`);
  }
}
