import { randomBytes } from 'node:crypto';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { SharedQueues } from '../../queue/bullmq/shared-queues.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';

const basePath = '/operation/queue';

/** One board for each set of queues. */
const boards = new WeakMap<SharedQueues, Promise<FastifyInstance>>();

/**
 * Bull Board, read only. It is an application of its own that listens nowhere: the one route through which it is reached stands in the
 * access table, asks for log-in and role, and hands on GET alone.
 */
export async function showQueueBoard(
  { operation }: Pick<Sources, 'operation'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const queues = operation?.sharedQueues;
  if (queues === undefined)
    throw new RequestError(404, 'queue_board_absent', '本部署未使用 Redis，队列在采集进程内，没有队列面板。');
  let board = boards.get(queues);
  if (board === undefined) {
    board = openBoard(queues);
    boards.set(queues, board);
  }
  const answer = await (await board).inject({ method: 'GET', url: request.url, headers: { accept: '*/*' } });
  reply.code(answer.statusCode);
  const type = answer.headers['content-type'];
  if (typeof type === 'string') reply.type(type);
  if (typeof type !== 'string' || !type.startsWith('text/html')) return reply.send(answer.rawPayload);
  const nonce = randomBytes(16).toString('base64');
  return reply.header('content-security-policy', boardPolicy(nonce)).send(ownPage(answer.payload, nonce));
}

async function openBoard({ queues }: SharedQueues): Promise<FastifyInstance> {
  const server = new FastifyAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    // The adapter comes with types of its own of the same interface, which differ in a private field.
    serverAdapter: server as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: { uiConfig: { boardTitle: '采集队列', locale: { lng: 'zh-CN' } } },
  });
  const app = fastify();
  await app.register(server.registerPlugin(), { prefix: basePath });
  await app.ready();
  return app;
}

/** Its page asks another site for fonts and writes styles into attributes; neither passes our policy, nor is missed. */
function ownPage(html: string, nonce: string): string {
  return html
    .replace(/<link href="https:[^>]*>/g, '')
    .replace(/<div id="root">[\s\S]*?<\/style>\s*<\/div>/, '<div id="root"></div>')
    .replace(/<style(?=[\s>])/g, `<style nonce="${nonce}"`);
}

/** Content Security Policy (CSP 3): its own scripts and style sheets, nothing inline, nobody else's. */
function boardPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
