import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { requireOwnRun } from './own-platform.js';
import { readProgress } from './read-run.js';
import { readSharedProgress } from './shared-progress.js';

/** In milliseconds. Proxies close a connection that is silent for a minute. */
const interval = 1_000;
const heartbeatAfter = 15_000;
const sessionCheckedAfter = 30_000;
/** A person has a tab or two open; more is a mistake or worse. */
const mostStreams = 8;

/** Open streams by person. */
const streams = new Map<string, number>();

/**
 * How far a run is, as server-sent events (HTML §9.2): `progress` at once and whenever it has changed, `end` after the run's last one, and
 * `session` when the person is logged out meanwhile. Each `progress` is whole, so that after a lost connection nothing is missing.
 */
export async function sendRunEvents(
  sources: Sources,
  session: Session,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  await requireOwnRun(sources.db, session, id);
  // Who has left meanwhile will not close anything any more.
  if (reply.raw.destroyed) return reply.hijack();
  const open = streams.get(session.person.id) ?? 0;
  if (open >= mostStreams) throw new RequestError(429, 'streams_open', '您打开的实时页面过多，请关闭一些后刷新。');
  streams.set(session.person.id, open + 1);
  const closed = new AbortController();
  reply.raw.once('close', () => {
    closed.abort();
    const left = (streams.get(session.person.id) ?? 1) - 1;
    if (left === 0) streams.delete(session.person.id);
    else streams.set(session.person.id, left);
  });
  const stillAllowed = async (): Promise<boolean> => {
    const current = await sources.accounts.find(request);
    return current !== undefined && current.role === session.role && current.person.id === session.person.id;
  };
  return reply
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(runEvents(sources, id, stillAllowed, closed.signal), { objectMode: false }));
}

async function* runEvents(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  id: string,
  stillAllowed: () => Promise<boolean>,
  closed: AbortSignal,
): AsyncGenerator<string> {
  yield 'retry: 2000\n\n';
  let said = '';
  let saidAt = now().getTime();
  let checkedAt = now().getTime();
  while (!closed.aborted) {
    if (now().getTime() - checkedAt >= sessionCheckedAfter) {
      if (!(await stillAllowed())) {
        yield 'event: session\ndata: {}\n\n';
        return;
      }
      checkedAt = now().getTime();
    }
    // The first is a stream's own: what others were told may be from before the run went on again.
    const progress = said === '' ? await readProgress(db, id, now()) : await readSharedProgress(db, id, now());
    const data = JSON.stringify(progress ?? null);
    if (data !== said) {
      yield `event: progress\ndata: ${data}\n\n`;
      [said, saidAt] = [data, now().getTime()];
    } else if (now().getTime() - saidAt >= heartbeatAfter) {
      yield ': heartbeat\n\n';
      saidAt = now().getTime();
    }
    if (progress === undefined || progress.state !== 'running') {
      yield 'event: end\ndata: {}\n\n';
      return;
    }
    await sleep(interval, undefined, { signal: closed }).catch(() => undefined);
  }
}
