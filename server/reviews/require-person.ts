import type { FastifyRequest } from 'fastify';
import { RequestError } from '../request-error.js';
import type { Session } from '../session.js';

/**
 * Refuses what a page sends for one person while another one's session is in the browser: somebody logged in in another tab since. The page
 * names its person in the header `x-person`; a program, which has a session of its own, may leave it out.
 * @throws RequestError 409 `person_changed`
 */
export function requirePerson({ headers }: Pick<FastifyRequest, 'headers'>, { person }: Pick<Session, 'person'>): void {
  const expected = headers['x-person'];
  if (expected !== undefined && expected !== person.id)
    throw new RequestError(
      409,
      'person_changed',
      '已由他人登录本浏览器，不能以其名义操作；请由打开本页面的人员重新登录后继续。',
    );
}
