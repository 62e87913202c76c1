import { z } from 'zod';
import { caseNumber } from '../../casework/cases/case-record.js';
import { readAuthorities } from '../../casework/handoffs/authorities.js';
import { prepareHandoff } from '../../casework/handoffs/prepare-handoff.js';
import { listHandoffs, readHandoff } from '../../casework/handoffs/read-handoffs.js';
import { takeHandoffStep } from '../../casework/handoffs/take-handoff-step.js';
import { writeHandoff } from '../../casework/handoffs/write-handoff.js';
import {
  authorityList,
  handoff,
  handoffList,
  newHandoff,
  newHandoffStep,
  preparedHandoff,
} from '../../contracts/api/handoffs.js';
import { pageLimit } from '../page-query.js';
import { identifier, idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route, type Sources } from '../route.js';
import type { Session } from '../session.js';

const query = z.strictObject({
  case: identifier('案件编号不正确').optional(),
  after: identifier('翻页位置 after 不正确').optional(),
  limit: pageLimit,
});

/** @throws RequestError 404 for one that is not there, or not for this person */
async function requireHandoff({ db }: Sources, { jurisdiction }: Session, id: string): Promise<void> {
  if ((await db.handoff.count({ where: { id, organisationId: { in: [...jurisdiction] } } })) === 0)
    throw new RequestError(404, 'handoff_unknown', '没有这项移送。');
}

export const handoffRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/handoffs',
    summary: '移送其他机关的线索及其进展',
    query,
    answer: handoffList,
    handle: ({ db }, { session, query: { after, limit, ...more } }) =>
      listHandoffs(db, session, { caseId: more.case, after, limit }),
  }),
  route({
    method: 'GET',
    path: '/api/handoffs/authorities',
    summary: '可以移送的机关及其登记的证书',
    query: z.strictObject({}),
    answer: authorityList,
    handle: async () => ({ authorities: [...readAuthorities()] }),
  }),
  route({
    method: 'POST',
    path: '/api/handoffs',
    summary: '拟移送',
    body: newHandoff,
    answer: preparedHandoff,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      const prepared = await prepareHandoff(db, session, body, now());
      return { id: prepared.id, number: caseNumber(prepared) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/handoffs/:id',
    summary: '一项移送',
    params: idParameter,
    answer: handoff,
    handle: async (sources, { session, params: { id } }) => {
      await requireHandoff(sources, session, id);
      return readHandoff(sources.db, session, id);
    },
  }),
  route({
    method: 'POST',
    path: '/api/handoffs/:id/steps',
    summary: '确认、发出、收到回执或者回复、办结、撤回一项移送',
    params: idParameter,
    body: newHandoffStep,
    answer: handoff,
    handle: async (sources, { session, params: { id }, body, request }) => {
      requirePerson(request, session);
      await requireHandoff(sources, session, id);
      await takeHandoffStep(sources.db, session, { handoffId: id, ...body }, sources.now());
      return readHandoff(sources.db, session, id);
    },
  }),
  route({
    method: 'GET',
    path: '/api/handoffs/:id/letter',
    summary: '移送函（DOCX），两名执法人员确认后可以取得',
    params: idParameter,
    async handle(sources, { session, params: { id }, reply }) {
      await requireHandoff(sources, session, id);
      const { docx } = await writeHandoff(await readHandoff(sources.db, session, id));
      return reply
        .type('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
        .header('content-disposition', `attachment; filename="handoff-${id}.docx"`)
        .send(Buffer.from(docx));
    },
  }),
  route({
    method: 'GET',
    path: '/api/handoffs/:id/data',
    summary: '机器可读的移送材料（JSON），两名执法人员确认后可以取得',
    params: idParameter,
    async handle(sources, { session, params: { id }, reply }) {
      await requireHandoff(sources, session, id);
      const { json } = await writeHandoff(await readHandoff(sources.db, session, id));
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="handoff-${id}.json"`)
        .send(json);
    },
  }),
];
