import { decideAgency } from '../../casework/agencies/decide-agency.js';
import { agenciesWithin } from '../../casework/agencies/within-jurisdiction.js';
import { agencyDetail, agencyRanking, newAgencyDecision } from '../../contracts/api/agencies.js';
import { idParameter } from '../parse-request.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';
import { rankingQuery } from './query.js';
import { rankAgencies } from './rank-agencies.js';
import { readAgency, unknownAgency } from './read-agency.js';

export const agencyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/agencies/ranking',
    summary: '机构风险排序与许可状态',
    query: rankingQuery,
    answer: agencyRanking,
    handle: (sources, { session, query }) => rankAgencies(sources, session, query),
  }),
  route({
    method: 'GET',
    path: '/api/agencies/:id',
    summary: '一家机构的许可状态、名称、历史、待确认的匹配与案件',
    params: idParameter,
    answer: agencyDetail,
    handle: (sources, { session, params }) => readAgency(sources, session, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/agencies/:id/decisions',
    summary: '认定机构名称是否同一、有无许可',
    params: idParameter,
    body: newAgencyDecision,
    answer: agencyDetail,
    handle: async (sources, { session, params, body, request }) => {
      requirePerson(request, session);
      const { db, now } = sources;
      // As for reading: what is outside is not there, whatever is wrong with the rest.
      const within = agenciesWithin(session.jurisdiction);
      if ((await db.agency.count({ where: { id: params.id, ...within } })) === 0) throw unknownAgency();
      await decideAgency(db, session, { agencyId: params.id, ...body }, now());
      return readAgency(sources, session, params.id);
    },
  }),
];
