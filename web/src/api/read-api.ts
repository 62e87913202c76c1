import type { z } from 'zod';
import { apiError } from '../../../contracts/api/error.js';
import { tellLoginNeeded } from '../shell/login-needed.js';

/** The server could not be reached or did not give what was asked; the message is for the reviewer. */
export class ApiFailure extends Error {
  readonly code: string;
  /** Of the answer; undefined where none came or it could not be read. */
  readonly status: number | undefined;

  constructor(code: string, message: string, options?: ErrorOptions & { status?: number }) {
    super(message, options);
    this.name = 'ApiFailure';
    this.code = code;
    this.status = options?.status;
  }
}

/** GETs `path` and reads the JSON answer by `schema`; rejects with ApiFailure. */
export function readApi<T extends z.ZodType>(schema: T, path: string, signal: AbortSignal): Promise<z.infer<T>> {
  return ask(schema, path, { signal });
}

/**
 * Sends `body` as JSON, or a form as it is, and reads the answer by `schema`, `z.undefined()` where there is none; rejects with ApiFailure.
 * @param headers besides those of the body
 */
export function writeApi<T extends z.ZodType>(
  schema: T,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<z.infer<T>> {
  if (body === undefined) return ask(schema, path, { method, headers });
  if (body instanceof FormData) return ask(schema, path, { method, body, headers });
  const type = { 'content-type': 'application/json' };
  return ask(schema, path, { method, body: JSON.stringify(body), headers: { ...headers, ...type } });
}

async function ask<T extends z.ZodType>(schema: T, path: string, init: RequestInit): Promise<z.infer<T>> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
    answer = response.status === 204 ? undefined : await response.json();
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new ApiFailure('unreachable', '连接不上本机服务，请确认它仍在运行。', { cause });
  }
  if (!response.ok) {
    const failure = apiError.safeParse(answer);
    if (failure.data?.code === 'login_needed') tellLoginNeeded();
    throw failure.success
      ? new ApiFailure(failure.data.code, failure.data.message, { status: response.status })
      : new ApiFailure('answer_unreadable', `服务返回了无法识别的结果（${response.status}）。`);
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    throw new ApiFailure('answer_unreadable', '页面与服务的版本不一致，请刷新页面。', { cause: parsed.error });
  }
  return parsed.data;
}
