import { captureAgain } from '../../casework/complaints/capture-again.js';
import { registerComplaint } from '../../casework/complaints/register-complaint.js';
import { recordComplaintResult } from '../../casework/complaints/result-of-complaint.js';
import { unmaskComplainant } from '../../casework/complaints/unmask-complainant.js';
import {
  complainantUnmasked,
  complaintDetail,
  complaintList,
  complaintTargets,
  newComplaint,
  newComplaintResult,
  registeredComplaint,
} from '../../contracts/api/complaints.js';
import type { Database } from '../../prisma/open-database.js';
import { planComplaintCaptures } from '../../queue/plan-complaint-capture.js';
import { idParameter } from '../parse-request.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';
import type { Session } from '../session.js';
import { complaintPorts } from './complaint-ports.js';
import { complaintQuery } from './query.js';
import { readComplaint, unknownComplaint } from './read-complaint.js';
import { readComplaints, readTargets, writtenNumber } from './read-complaints.js';

export const complaintRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/complaints',
    summary: '投诉举报登记簿',
    query: complaintQuery,
    answer: complaintList,
    handle: (sources, { session, query }) => readComplaints(sources, session, query),
  }),
  route({
    method: 'GET',
    path: '/api/complaints/targets',
    summary: '投诉举报可并入的案件与移送',
    answer: complaintTargets,
    handle: ({ db }, { session }) => readTargets(db, session),
  }),
  route({
    method: 'GET',
    path: '/api/complaints/:id',
    summary: '一件投诉举报及其研判、重复件与处理结果',
    params: idParameter,
    answer: complaintDetail,
    handle: (sources, { session, params }) => readComplaint(sources, session, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/complaints',
    summary: '登记来电、来信、来访或转来的投诉举报',
    body: newComplaint,
    answer: registeredComplaint,
    handle: async ({ db, personalData, judging, now, offerJobs }, { session, body, request }) => {
      requirePerson(request, session);
      const { organisationId = session.organisationId, complainant = null, ...complaint } = body;
      const plan = planComplaintCaptures(now());
      const ports = complaintPorts(personalData, judging.judge, plan);
      const given = { ...complaint, organisationId, complainant };
      const { year, number, ...registered } = await registerComplaint(db, ports, given, session, now());
      await offerJobs(plan.jobs);
      return { ...registered, number: writtenNumber(year, number) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/complaints/:id/results',
    summary: '登记投诉举报的处理结果',
    params: idParameter,
    body: newComplaintResult,
    answer: complaintDetail,
    handle: async (sources, { session, params, body, request }) => {
      requirePerson(request, session);
      const { db, now } = sources;
      await requireComplaint(db, session, params.id);
      await recordComplaintResult(db, session, params.id, body, now());
      return readComplaint(sources, session, params.id);
    },
  }),
  route({
    method: 'POST',
    path: '/api/complaints/:id/capture',
    summary: '重新采集投诉举报所附的网址',
    params: idParameter,
    answer: complaintDetail,
    handle: async (sources, { session, params, request }) => {
      requirePerson(request, session);
      const { db, now, offerJobs } = sources;
      await requireComplaint(db, session, params.id);
      const plan = planComplaintCaptures(now());
      await captureAgain(db, session, params.id, plan, now());
      await offerJobs(plan.jobs);
      return readComplaint(sources, session, params.id);
    },
  }),
  route({
    method: 'POST',
    path: '/api/complaints/:id/unmask',
    summary: '查看举报人信息与完整举报内容，记入存证链',
    params: idParameter,
    answer: complainantUnmasked,
    handle: async ({ db, personalData, now }, { session, params, request }) => {
      requirePerson(request, session);
      await requireComplaint(db, session, params.id);
      return unmaskComplainant(db, personalData, session, params.id, now());
    },
  }),
];

/** @throws RequestError 404 unless it is one of the person's jurisdiction */
async function requireComplaint(db: Database, { jurisdiction }: Pick<Session, 'jurisdiction'>, id: string) {
  const where = { id, organisationId: { in: [...jurisdiction] } };
  if ((await db.complaint.count({ where })) === 0) throw unknownComplaint();
}
