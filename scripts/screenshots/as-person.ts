import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';

/** Somebody who is logged in, and acts by the same requests that the page sends. */
export interface Person {
  readonly page: Page;
  read<T>(path: string): Promise<T>;
  send<T>(path: string, body: object): Promise<T>;
}

/** @throws Error with the refusal where a request is refused */
export function asPerson(page: Page): Person {
  const ask = async (path: string, method: string, body?: object) => {
    const { status, text } = await page.evaluate(
      async (request) => {
        const response = await fetch(request.path, {
          method: request.method,
          ...(request.body === undefined
            ? {}
            : { body: JSON.stringify(request.body), headers: { 'content-type': 'application/json' } }),
        });
        return { status: response.status, text: await response.text() };
      },
      { path, method, body },
    );
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return { page, read: (path) => ask(path, 'GET'), send: (path, body) => ask(path, 'POST', body) };
}

/** Confirms an advertisement that waits, as one of the two who must. */
export async function confirmPosting({ send }: Person, taskId: string): Promise<void> {
  await send(`/api/reviews/tasks/${taskId}/open`, {});
  await send(`/api/reviews/tasks/${taskId}/decide`, { decision: 'confirmed', requestId: randomUUID() });
}

/** Takes a step of a case; the second officer confirms it, where there is one. */
export async function takeStep(
  { send }: Person,
  second: Person | undefined,
  caseId: string,
  action: string,
  facts: object = {},
): Promise<void> {
  const body = { action, facts, requestId: randomUUID() };
  const { stepId } = await send<{ stepId: string }>(`/api/cases/${caseId}/steps`, body);
  await second?.send(`/api/cases/${caseId}/steps/${stepId}/answer`, { kind: 'confirmed' });
}
