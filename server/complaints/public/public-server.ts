import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { askByCode } from '../../../casework/complaints/ask-by-code.js';
import { type RegisteredComplaint, registerComplaint } from '../../../casework/complaints/register-complaint.js';
import { shanghaiDay } from '../../../casework/figures/shanghai-calendar.js';
import type { Judge } from '../../../classifier/judge.js';
import { InputError } from '../../../contracts/errors.js';
import type { PersonalData } from '../../../evidence/personal-data.js';
import type { Database } from '../../../prisma/open-database.js';
import { planComplaintCaptures } from '../../../queue/plan-complaint-capture.js';
import { clientAddress } from '../../accounts/client-address.js';
import { createRateLimit, type RateLimit } from '../../api/rate-limit.js';
import { chineseRefusal } from '../../chinese-refusals.js';
import { complaintPorts } from '../complaint-ports.js';
import { writtenNumber } from '../read-complaints.js';
import { callerOf } from './caller.js';
import { emptyForm, errorsIn, type FormField, readTyped, type TypedForm } from './form-fields.js';
import { formPage, progressPage, registeredPage } from './form-page.js';
import { contentSecurityPolicy, notice, type OtherWays } from './page-frame.js';

/** What the public form works with: less than the inner server, on purpose. */
export interface PublicSources extends OtherWays {
  readonly db: Database;
  readonly personalData: PersonalData;
  /** By the release in force. */
  readonly judge: () => Promise<Judge>;
  readonly now: () => Date;
  /** Where a reverse proxy serves the form; without it nobody is between us and who asks. */
  readonly publicUrl: URL | undefined;
}

/** A minute. Many people share an address of a telephone network, few of them complain in the same minute. */
const limits = { complaintsOfCaller: 5, complaintsOfAll: 120, questionsOfCaller: 20 };

/** The longest form: every character of three bytes, each of them written as %XX. */
const largestBody = 112_000;

/** Refused in a page of its own. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/**
 * The public form of complaints: form, submission, question by code, and nothing else. No log-in, no cookie, no script, no file, no route of
 * the inner server. It does not listen yet.
 */
export async function createPublicServer(sources: PublicSources, logger?: FastifyBaseLogger): Promise<FastifyInstance> {
  const { db, personalData, judge, now, publicUrl } = sources;
  const ofCaller = createRateLimit(limits.complaintsOfCaller);
  const ofAll = createRateLimit(limits.complaintsOfAll);
  const questions = createRateLimit(limits.questionsOfCaller);

  const answerRefusal = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const [status, sentence] = describe(error);
    // Without the message, which may hold what was sent.
    if (status >= 500) request.log.error({ failure: error.name, frames: framesOf(error) }, 'request failed');
    send(reply.code(status), notice(status >= 500 ? '没有完成' : '没有提交成功', sentence, sources));
  };
  const app = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    ...{ forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: largestBody },
    // Who sends a form byte by byte keeps no connection.
    ...{ requestTimeout: 30_000, connectionTimeout: 60_000 },
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 1 },
    frameworkErrors: answerRefusal,
  });
  app.setErrorHandler(answerRefusal);
  app.setNotFoundHandler((_request, reply) => send(reply.code(404), notice('没有这个页面', '网址不正确。', sources)));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string) => new URLSearchParams(body),
  );
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      ...(publicUrl === undefined ? {} : { 'strict-transport-security': 'max-age=31536000' }),
    });
  });

  const take = (limit: RateLimit, caller: string, reply: FastifyReply): void => {
    const seconds = limit.take(caller, now());
    if (seconds === 0) return;
    reply.header('retry-after', String(seconds));
    throw new Refusal(429, `提交过于频繁，请 ${seconds} 秒后再试。`);
  };
  const callerIn = (request: FastifyRequest) => callerOf(clientAddress(request, publicUrl));
  const organisations = () => db.organisation.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true } });

  app.get('/', async (_request, reply) => send(reply, formPage(await organisations(), sources, emptyForm)));

  app.post('/complaints', async (request, reply) => {
    const typed = readTyped(sentForm(request));
    const again = async (errors: Partial<Record<FormField, string>>) =>
      send(reply.code(422), formPage(await organisations(), sources, typed, errors));
    const errors = errorsIn(typed);
    if (Object.keys(errors).length > 0) return again(errors);
    if (typed.homepage !== '')
      throw new Refusal(422, '提交中填写了供程序识别的隐藏栏目。如果您使用了自动填写，请关闭后重新提交。');
    take(ofCaller, callerIn(request), reply);
    take(ofAll, '', reply);
    const registered = await register(typed);
    if (!('code' in registered)) return again(registered.errors);
    const number = writtenNumber(registered.year, registered.number);
    return send(reply, registeredPage(number, registered.code, sources));
  });

  app.post('/status', async (request, reply) => {
    take(questions, callerIn(request), reply);
    const progress = await askByCode(db, personalData, sentForm(request).get('code') ?? '');
    if (progress === undefined)
      return send(reply.code(404), notice('没有查到', '没有与此查询码对应的举报，请核对 16 位查询码。', sources));
    return send(reply, progressPage(progress, shanghaiDay, sources));
  });

  async function register(
    typed: TypedForm,
  ): Promise<RegisteredComplaint | { readonly errors: Partial<Record<FormField, string>> }> {
    const { organisation: organisationId, subject: subjectName, url, name, contact } = typed;
    const text = typed.text.replaceAll('\r\n', '\n');
    const complaint = {
      organisationId,
      channel: 'web' as const,
      text,
      url,
      subjectName,
      complainant: { name, contact },
    };
    try {
      const at = now();
      // The form has no queue: what became due is on it after the next reconciliation.
      const ports = complaintPorts(personalData, judge, planComplaintCaptures(at));
      return await registerComplaint(db, ports, complaint, null, at);
    } catch (error) {
      const field = error instanceof InputError ? fieldOfError[error.code] : undefined;
      if (field === undefined || !(error instanceof InputError)) throw error;
      return { errors: { [field]: chineseRefusal(error.code) } };
    }
  }

  return app;
}

/** Where a refusal of casework is shown. */
const fieldOfError: Readonly<Record<string, FormField>> = {
  complaint_empty: 'text',
  url_invalid: 'url',
  organisation_unknown: 'organisation',
};

/** @throws Refusal when another site sends the form, or what is sent is none */
function sentForm({ body, headers }: FastifyRequest): URLSearchParams {
  const site = headers['sec-fetch-site'];
  // Browsers that do not say it are let through: there is no session that another site could use.
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new Refusal(403, '请从投诉举报首页填写并提交。');
  if (!(body instanceof URLSearchParams)) throw new Refusal(415, '请从投诉举报首页填写并提交。');
  return body;
}

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

function describe(error: Error): readonly [number, string] {
  if (error instanceof Refusal) return [error.status, error.message];
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status === 413) return [413, '填写的内容过长，请缩短后重新提交。'];
  if (status < 500) return [status, '请从投诉举报首页填写并提交。'];
  return [500, '系统暂时不能受理，举报没有登记，请稍后再试。'];
}
