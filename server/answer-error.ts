import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from '../contracts/api/error.js';
import { DelayedError, InputError, PutOffError, RefusedError } from '../contracts/errors.js';
import { chineseRefusal } from './chinese-refusals.js';
import { RequestError } from './request-error.js';

/** Answers `{code, message}` for anything thrown. Only our own sentences leave; a defect goes to the log, a refusal or a delay does not. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const [status, answer] = describe(error);
  if (error instanceof DelayedError || error instanceof PutOffError) reply.header('retry-after', '1');
  else if (status >= 500) request.log.error({ err: error }, 'request failed');
  reply.code(status).type('application/json; charset=utf-8').send(answer);
}

function describe(error: FastifyError | Error): [number, ApiError] {
  if (error instanceof RequestError) return [error.status, { code: error.code, message: error.message }];
  if (error instanceof InputError) return [422, { code: error.code, message: chineseRefusal(error.code) }];
  if (error instanceof RefusedError) return [409, { code: error.code, message: chineseRefusal(error.code) }];
  if (error instanceof DelayedError || error instanceof PutOffError)
    return [503, { code: error.code, message: delay(error.code) }];
  // The framework's own: a body too large, JSON that is none, too many requests.
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  return status < 500
    ? [status, frameworkRefusals[status] ?? { code: 'request_invalid', message: '无法识别的请求。' }]
    : [500, { code: 'internal', message: '服务器内部出错，请重试；若反复出现，请联系管理员查看服务日志。' }];
}

function delay(code: string): string {
  return code === 'conflict' ? '同时有别的更改，这次没有保存，请重试。' : '系统暂时繁忙，这次没有完成，请稍后重试。';
}

const frameworkRefusals: Readonly<Record<number, ApiError>> = {
  413: { code: 'body_too_large', message: '提交的内容过大。' },
  415: { code: 'type_unsupported', message: '不接受这种类型的内容。' },
  429: { code: 'too_many_requests', message: '请求过于频繁，请稍后再试。' },
};
