import type { FastifyRequest } from 'fastify';
import { attemptSucceeded, beginAttempt } from '../../casework/users/login-throttle.js';
import { endLostSessions, openPageSession } from '../../casework/users/page-session.js';
import { isUsername } from '../../casework/users/person-fields.js';
import { type OwnChange, recordOwnChange } from '../../casework/users/record-own-change.js';
import { rehashPassphrase } from '../../casework/users/rehash-passphrase.js';
import type { AuthAnswer } from '../../contracts/api/accounts.js';
import { parseRequest } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { type AuthEndpoint, authEndpoints, readAuthAnswer } from './auth-endpoints.js';
import { readAuthRefusal } from './auth-refusals.js';
import { clientAddress } from './client-address.js';
import { readCookie, readSigned } from './cookies.js';
import { deviceCookie, readDevice } from './known-device.js';
import { addressHeader, authPath, internalOrigin } from './open-auth.js';

/** An answer of better-auth in our words, and the cookies that go with it. */
interface Answered {
  readonly answer: AuthAnswer;
  readonly cookies: readonly string[];
}

/** No name of a person: better-auth then takes as long as for one whose passphrase is wrong. */
const nobody = '-';

/**
 * Lets a request through to better-auth, if it is one that we use, and does what goes with a log-in: counts failures, writes the session
 * that counts and its ledger entry, and ends those that are replaced.
 */
export async function answerAuth(sources: Sources, path: string, request: FastifyRequest): Promise<Answered> {
  const { db, accounts, now } = sources;
  const endpoint = authEndpoints.get(path);
  if (endpoint === undefined) throw new RequestError(404, 'route_unknown', '没有这个接口。');
  const body = parseRequest(endpoint.body, request.body ?? {});
  const session = await accounts.find(request);
  if (endpoint.by === 'person') requirePage(session);
  const before = await ownTokenUser(sources, request);

  const username = await usernameOf(sources, body, session);
  const guess = {
    username,
    address: clientAddress(request, accounts.publicUrl),
    device: undefined as string | undefined,
  };
  guess.device = readDevice(request.headers.cookie, username, accounts);
  if (endpoint.guesses) refuseUntil(await beginAttempt(db, guess, now()), now());

  const sent = { ...body, ...endpoint.fixed };
  if (endpoint.by === 'stranger' && !(await mayLogIn(sources, username))) Object.assign(sent, { username: nobody });
  const hadSecondFactor = session !== undefined && (await hasSecondFactor(sources, session));
  const response = await ask(sources, path, endpoint, sent, request);
  if (endpoint.guesses) await attemptSucceeded(db, guess);

  const cookies = response.headers.getSetCookie();
  const opened = await openSessionOf(sources, cookies);
  // Whoever was logged in here before is not any more; nor are those whose log-ins this ended.
  if (before !== undefined && opened !== undefined && before.token !== opened.token)
    await db.authSession.deleteMany({ where: { token: before.token } });
  for (const userId of new Set([before?.userId, session?.person.id, opened?.userId]))
    if (userId !== undefined) await endLostSessions(db, userId, now());
  if (session !== undefined) {
    const change = await ownChange(sources, path, session, hadSecondFactor);
    const by = { userId: session.person.id, sessionId: session.id };
    if (change !== undefined) await recordOwnChange(db, change, by, now());
  }
  if (opened !== undefined) cookies.push(deviceCookie(request.headers.cookie, opened.username, accounts));
  if (opened !== undefined && typeof body.password === 'string')
    await rehashPassphrase(db, opened.userId, body.password);

  const answer = readAuthAnswer(await response.json(), opened?.username ?? username);
  return { answer, cookies };
}

function requirePage(session: Session | undefined): void {
  if (session === undefined) throw new RequestError(401, 'login_needed', '请先登录。');
  if (session.origin !== 'page')
    throw new RequestError(403, 'token_insufficient', '访问令牌只能用于读取和检测，不能进行此操作。');
}

function refuseUntil(until: Date | undefined, now: Date): void {
  if (until === undefined) return;
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000);
  throw new RequestError(429, 'login_slowed', `登录失败次数过多，请约 ${minutes} 分钟后再试。`);
}

/** Whom the passphrase is for: who is logged in, or whoever is named. */
async function usernameOf(
  { db }: Sources,
  body: Record<string, unknown>,
  session: Session | undefined,
): Promise<string> {
  if (typeof body.username === 'string') return body.username;
  if (session === undefined) return nobody;
  const { username } = await db.user.findUniqueOrThrow({
    where: { id: session.person.id },
    select: { username: true },
  });
  return username;
}

/** What of a person's own log-in an answer of better-auth has changed. */
async function ownChange(
  sources: Sources,
  path: string,
  session: Session,
  hadSecondFactor: boolean,
): Promise<OwnChange | undefined> {
  if (path === 'change-password') return 'user.passphrase_changed';
  if (path === 'revoke-sessions') return 'user.logged_out';
  if (!path.startsWith('two-factor/')) return undefined;
  const has = await hasSecondFactor(sources, session);
  if (has === hadSecondFactor) return undefined;
  return has ? 'user.second_factor_on' : 'user.second_factor_off';
}

async function hasSecondFactor({ db }: Sources, { person: { id } }: Session): Promise<boolean> {
  return (await db.user.count({ where: { id, twoFactorEnabled: true } })) > 0;
}

async function mayLogIn({ db }: Sources, username: string): Promise<boolean> {
  return isUsername(username) && (await db.user.count({ where: { username, disabledAt: null } })) > 0;
}

/** The log-in that the request's cookie stands for, whether it still counts or not. */
async function ownTokenUser(
  { db, accounts }: Sources,
  request: FastifyRequest,
): Promise<{ token: string; userId: string } | undefined> {
  const token = readSigned(readCookie(request.headers.cookie, accounts.sessionCookie), accounts.secret);
  if (token === undefined) return undefined;
  return (await db.authSession.findUnique({ where: { token }, select: { token: true, userId: true } })) ?? undefined;
}

async function ask(
  { accounts }: Sources,
  path: string,
  { by }: AuthEndpoint,
  body: Record<string, unknown>,
  request: FastifyRequest,
): Promise<Response> {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: internalOrigin,
    [addressHeader]: clientAddress(request, accounts.publicUrl),
    'user-agent': request.headers['user-agent']?.slice(0, 300) ?? '',
  });
  // Who logs in is nobody yet, whatever cookie of theirs is left.
  const { cookie } = request.headers;
  if (by !== 'stranger' && cookie !== undefined) headers.set('cookie', cookie);
  const url = `${internalOrigin}${authPath}/${path}`;
  const response = await accounts.auth.handler(
    new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  if (!response.ok) throw await readAuthRefusal(response);
  return response;
}

/** Where the answer logs somebody in: writes the session that counts. */
async function openSessionOf(
  { db, accounts, now }: Sources,
  cookies: readonly string[],
): Promise<{ token: string; userId: string; username: string } | undefined> {
  const set = cookies
    .map((cookie) => cookie.split(';', 1)[0])
    .find((pair) => pair?.startsWith(`${accounts.sessionCookie}=`));
  const token = readSigned(readCookie(set, accounts.sessionCookie), accounts.secret);
  if (token === undefined) return undefined;
  const authSession = await db.authSession.findUnique({ where: { token }, include: { user: true } });
  if (authSession === null) return undefined;
  if (authSession.user.disabledAt !== null) {
    await db.authSession.deleteMany({ where: { token } });
    throw new RequestError(422, 'login_refused', '用户名或口令不正确。');
  }
  await openPageSession(db, authSession, now());
  return { token, userId: authSession.userId, username: authSession.user.username };
}
