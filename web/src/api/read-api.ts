import type { z } from 'zod';
import { apiError } from '../../../contracts/api.js';

/** The server could not be reached or did not give what was asked; the message is for the reviewer. */
class ApiFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiFailure';
    this.code = code;
  }
}

/** GETs `path` and reads the JSON answer by `schema`; rejects with ApiFailure. */
export async function readApi<T extends z.ZodType>(schema: T, path: string, signal: AbortSignal): Promise<z.infer<T>> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, { signal, headers: { accept: 'application/json' } });
    answer = await response.json();
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiFailure('unreachable', '连接不上本机服务，请确认它仍在运行。', { cause });
  }
  if (!response.ok) {
    const failure = apiError.safeParse(answer);
    throw failure.success
      ? new ApiFailure(failure.data.code, failure.data.message)
      : new ApiFailure('answer_unreadable', `服务返回了无法识别的结果（${response.status}）。`);
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    throw new ApiFailure('answer_unreadable', '页面与服务的版本不一致，请刷新页面。', { cause: parsed.error });
  }
  return parsed.data;
}
