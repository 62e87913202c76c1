import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from '../contracts/api.js';
import { RequestError } from './request-error.js';

/** Answers `{code, message}` for anything thrown. Only our own sentences leave; what happened inside goes to the log. */
export function answerError(error: FastifyError | RequestError, request: FastifyRequest, reply: FastifyReply): void {
  const [status, answer] = describe(error);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  if (status === 405) reply.header('allow', 'GET, HEAD');
  reply.code(status).type('application/json; charset=utf-8').send(answer);
}

function describe(error: FastifyError | RequestError): [number, ApiError] {
  if (error instanceof RequestError) return [error.status, { code: error.code, message: error.message }];
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  return status < 500
    ? [status, { code: 'request_invalid', message: '无法识别的请求。' }]
    : [500, { code: 'internal', message: '服务器内部出错，请重试；若反复出现，请联系管理员查看服务日志。' }];
}
