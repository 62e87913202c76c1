import { z } from 'zod';
import { createApiToken, revokeApiToken } from '../../casework/users/api-tokens.js';
import { changeRole, disableUser, endAllSessions, resetSecondFactor } from '../../casework/users/change-user.js';
import {
  inviteAgain,
  invitePerson,
  isSetUp,
  readInvitation,
  setUp,
  useInvitation,
} from '../../casework/users/invitations.js';
import { addOrganisation } from '../../casework/users/organisations.js';
import { endPageSession } from '../../casework/users/page-session.js';
import {
  authAnswer,
  chosenPassphrase,
  firstAdministrator,
  invitation,
  invitedPerson,
  linkSecret,
  madeToken,
  newOrganisation,
  newPerson,
  newRole,
  newToken,
  organisationList,
  ownSessions,
  ownTokens,
  personList,
  setUpState,
} from '../../contracts/api/accounts.js';
import { currentSession } from '../../contracts/api/session.js';
import { idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { openRoute, type Route, route } from '../route.js';
import { answerAuth } from './answer-auth.js';
import { listOwnSessions, listOwnTokens, readCurrentSession } from './own-account.js';
import { administratorOf, listOrganisations, listPeople, requirePerson } from './people.js';

/** Before somebody is logged in. */
const openRoutes: readonly Route[] = [
  openRoute({
    method: 'POST',
    path: '/api/auth/*',
    params: z.object({ '*': z.string() }),
    bodyLimit: 4_096,
    answer: authAnswer,
    async handle(sources, { params, request, reply }) {
      const { answer, cookies } = await answerAuth(sources, params['*'], request);
      if (cookies.length > 0) reply.header('set-cookie', cookies);
      return answer;
    },
  }),
  openRoute({
    method: 'GET',
    path: '/api/set-up',
    answer: setUpState,
    handle: async ({ db }) => ({ isSetUp: await isSetUp(db) }),
  }),
  openRoute({
    method: 'POST',
    path: '/api/set-up',
    body: firstAdministrator,
    bodyLimit: 4_096,
    async handle({ db, now }, { body: { secret, ...person } }) {
      await setUp(db, secret, person, now());
    },
  }),
  openRoute({
    method: 'POST',
    path: '/api/invitations/read',
    body: linkSecret,
    bodyLimit: 4_096,
    answer: invitedPerson,
    handle: ({ db, now }, { body }) => readInvitation(db, body.secret, now()),
  }),
  openRoute({
    method: 'POST',
    path: '/api/invitations/use',
    body: chosenPassphrase,
    bodyLimit: 4_096,
    handle: ({ db, now }, { body }) => useInvitation(db, body.secret, body.passphrase, now()),
  }),
];

/** What is a person's own. */
const ownRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/session',
    summary: '当前登录人员、角色与所属机关',
    answer: currentSession,
    handle: ({ db }, { session }) => readCurrentSession(db, session),
  }),
  route({
    // Finding the session of what is no reading has noted that somebody is there.
    method: 'POST',
    path: '/api/session/activity',
    handle: async () => undefined,
  }),
  route({
    method: 'GET',
    path: '/api/account/sessions',
    answer: ownSessions,
    handle: ({ db }, { session }) => listOwnSessions(db, session),
  }),
  route({
    method: 'DELETE',
    path: '/api/account/sessions/:id',
    params: idParameter,
    async handle({ db, now }, { session, params }) {
      if (!(await endPageSession(db, session.person.id, params.id, now())))
        throw new RequestError(404, 'session_unknown', '没有这个登录。');
    },
  }),
  route({
    method: 'GET',
    path: '/api/account/tokens',
    answer: ownTokens,
    handle: ({ db, now }, { session }) => listOwnTokens(db, session.person.id, now()),
  }),
  route({
    method: 'POST',
    path: '/api/account/tokens',
    body: newToken,
    answer: madeToken,
    async handle({ db, now }, { session, body }) {
      const { expiresAt, ...token } = await createApiToken(db, session.person.id, body, now());
      return { ...token, expiresAt: expiresAt.toISOString() };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/account/tokens/:id',
    params: idParameter,
    async handle({ db, now }, { session, params }) {
      if (!(await revokeApiToken(db, session.person.id, params.id, now())))
        throw new RequestError(404, 'token_unknown', '没有这个访问令牌。');
    },
  }),
];

/** For administrators. */
const peopleRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/people',
    answer: personList,
    handle: ({ db }, { session }) => listPeople(db, session),
  }),
  route({
    method: 'POST',
    path: '/api/people',
    body: newPerson,
    answer: invitation,
    async handle({ db, now }, { session, body }) {
      const { expiresAt, ...invited } = await invitePerson(db, body, now(), administratorOf(session));
      return { ...invited, expiresAt: expiresAt.toISOString() };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/people/:id/role',
    params: idParameter,
    body: newRole,
    async handle({ db, now }, { session, params, body }) {
      const who = await requirePerson(db, session, params.id);
      await changeRole(db, who, body.role, now(), administratorOf(session));
    },
  }),
  route({
    method: 'POST',
    path: '/api/people/:id/disable',
    params: idParameter,
    async handle({ db, now }, { session, params }) {
      await disableUser(db, await requirePerson(db, session, params.id), now(), administratorOf(session));
    },
  }),
  route({
    method: 'POST',
    path: '/api/people/:id/invitation',
    params: idParameter,
    answer: invitation,
    async handle({ db, now }, { session, params }) {
      const who = await requirePerson(db, session, params.id);
      const { expiresAt, ...invited } = await inviteAgain(db, who, now(), administratorOf(session));
      return { ...invited, expiresAt: expiresAt.toISOString() };
    },
  }),
  route({
    method: 'POST',
    path: '/api/people/:id/log-out',
    params: idParameter,
    async handle({ db, now }, { session, params }) {
      await endAllSessions(db, await requirePerson(db, session, params.id), now(), administratorOf(session));
    },
  }),
  route({
    method: 'POST',
    path: '/api/people/:id/reset-second-factor',
    params: idParameter,
    async handle({ db, now }, { session, params }) {
      // Their own they end by their passphrase: whoever sits down at their page is not to.
      if (params.id === session.person.id)
        throw new RequestError(409, 'own_second_factor', '本人的两步验证请在“我的账号”中用口令停用。');
      await resetSecondFactor(db, await requirePerson(db, session, params.id), now(), administratorOf(session));
    },
  }),
  route({
    method: 'GET',
    path: '/api/organisations',
    answer: organisationList,
    handle: ({ db }, { session }) => listOrganisations(db, session),
  }),
  route({
    method: 'POST',
    path: '/api/organisations',
    body: newOrganisation,
    handle: ({ db, now }, { session, body }) => addOrganisation(db, body, now(), administratorOf(session)),
  }),
];

export const accountRoutes: readonly Route[] = [...openRoutes, ...ownRoutes, ...peopleRoutes];
