import { z } from 'zod';
import { endMark } from '../../casework/marked-cases/end-mark.js';
import { listMarkedCases } from '../../casework/marked-cases/list-marked-cases.js';
import { markCase } from '../../casework/marked-cases/mark-case.js';
import { recordInterview } from '../../casework/marked-cases/record-interview.js';
import { approvePublication, takeDownPublication } from '../../casework/publication/answer-publication.js';
import { draftTypicalCase } from '../../casework/publication/draft-typical-case.js';
import { listPublications } from '../../casework/publication/list-publications.js';
import { NamingError, preparePublication } from '../../casework/publication/prepare-publication.js';
import { publicationFiles } from '../../casework/publication/publication-files.js';
import { markEnd, markedCaseList, newInterview, newMark, recorded } from '../../contracts/api/marked-cases.js';
import {
  newPublication,
  preparedPublication,
  publicationList,
  publicationNote,
  takeDownRequest,
  typicalCaseDraft,
} from '../../contracts/api/publications.js';
import type { Database } from '../../prisma/open-database.js';
import { csvText } from '../audit/csv-text.js';
import { idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';
import type { Session } from '../session.js';

/** The files of the public list. */
const file = z.strictObject({
  name: z.enum(['index.html', 'publications.csv', 'publications.json'], { error: '没有这个公示文件' }),
});
const types = {
  'index.html': 'text/html; charset=utf-8',
  'publications.csv': 'text/csv; charset=utf-8',
  'publications.json': 'application/json; charset=utf-8',
};

/** 公示, 挂牌督办, 约谈 */
export const publicationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/publications',
    summary: '公示列表',
    answer: publicationList,
    handle: async ({ db, now }, { session }) => ({ publications: await listPublications(db, session, now()) }),
  }),
  route({
    method: 'POST',
    path: '/api/publications',
    summary: '拟定一条公示，由另一人批准',
    body: newPublication,
    answer: preparedPublication,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      try {
        return { id: await preparePublication(db, session, body, now()) };
      } catch (error) {
        if (!(error instanceof NamingError)) throw error;
        const words = error.words.map((word) => `“${word}”`).join('、');
        throw new RequestError(409, error.code, `典型案例不得指明任何单位或个人，请删去：${words}。`);
      }
    },
  }),
  route({
    method: 'POST',
    path: '/api/publications/:id/approve',
    summary: '批准公示（不得是拟定人）',
    params: idParameter,
    body: publicationNote,
    handle: async ({ db, now }, { session, params: { id }, body: { note }, request }) => {
      requirePerson(request, session);
      await requirePublication(db, session, id);
      await approvePublication(db, session, { id, note }, now());
    },
  }),
  route({
    method: 'POST',
    path: '/api/publications/:id/take-down',
    summary: '撤下公示',
    params: idParameter,
    body: takeDownRequest,
    handle: async ({ db, now }, { session, params: { id }, body: { reason }, request }) => {
      requirePerson(request, session);
      await requirePublication(db, session, id);
      await takeDownPublication(db, session, { id, reason }, now());
    },
  }),
  route({
    method: 'GET',
    path: '/api/publications/file',
    summary: '当前公示内容的网页、CSV 或 JSON 文件',
    query: file,
    handle: async ({ db, now }, { session, query: { name }, reply }) => {
      const at = now();
      const files = publicationFiles(await listPublications(db, session, at), at, csvText);
      return reply
        .type(types[name])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(files.find((one) => one.name === name)?.text);
    },
  }),
  route({
    method: 'GET',
    path: '/api/cases/:id/typical-case',
    summary: '隐去名称的典型案例初稿',
    params: idParameter,
    answer: typicalCaseDraft,
    handle: async ({ db }, { session, params: { id } }) => {
      if ((await db.case.count({ where: { id, ...within(session) } })) === 0)
        throw new RequestError(404, 'case_unknown', '没有这个案件。');
      return draftTypicalCase(db, session, id);
    },
  }),
  route({
    method: 'GET',
    path: '/api/marked-cases',
    summary: '挂牌督办的案件与约谈记录',
    answer: markedCaseList,
    handle: ({ db, now }, { session }) => listMarkedCases(db, session, now()),
  }),
  route({
    method: 'POST',
    path: '/api/marked-cases',
    summary: '挂牌督办一个案件',
    body: newMark,
    answer: recorded,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      return { id: await markCase(db, session, body, now()) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/marked-cases/:id/end',
    summary: '结束督办',
    params: idParameter,
    body: markEnd,
    handle: async ({ db, now }, { session, params: { id }, body: { note }, request }) => {
      requirePerson(request, session);
      if ((await db.supervision.count({ where: { id, ...within(session) } })) === 0)
        throw new RequestError(404, 'mark_unknown', '没有这条督办。');
      await endMark(db, session, { id, note }, now());
    },
  }),
  route({
    method: 'POST',
    path: '/api/interviews',
    summary: '记录一次约谈或问责',
    body: newInterview,
    answer: recorded,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      return { id: await recordInterview(db, session, body, now()) };
    },
  }),
];

const within = ({ jurisdiction }: Session) => ({ organisationId: { in: [...jurisdiction] } });

async function requirePublication(db: Database, session: Session, id: string): Promise<void> {
  if ((await db.publication.count({ where: { id, ...within(session) } })) === 0)
    throw new RequestError(404, 'publication_unknown', '没有这条公示。');
}
