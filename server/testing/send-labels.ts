import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { labelsFromReviews } from '../../casework/releases/labels-from-reviews.js';
import { createContactMask } from '../../classifier/mask-contacts.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';

/** Sends the reviewed postings of the jurisdiction as JSONL that `guazheng train` and `guazheng evaluate` read. */
export async function sendLabels(
  { db, judging, now }: Pick<Sources, 'db' | 'judging' | 'now'>,
  { jurisdiction }: Session,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { contents } = await judging.current.read();
  async function* lines(): AsyncGenerator<string> {
    for await (const posting of labelsFromReviews(db, jurisdiction, createContactMask(contents.lexicon)))
      yield `${JSON.stringify(posting)}\n`;
  }
  const day = now().toISOString().slice(0, 10);
  return reply
    .type('application/jsonl; charset=utf-8')
    .header('content-disposition', `attachment; filename="labels-${day}.jsonl"`)
    .send(Readable.from(lines()));
}
