import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FatalError, messageOf } from '../../contracts/errors.js';

const reply = z.union([z.object({ answer: z.unknown() }), z.object({ failure: z.string() })]);

/** A child that has not ended by itself by then is killed. */
const endMilliseconds = 10_000;

/** A part of a bench in a process of its own, which answers one request after another. */
export interface Child<Request, Answer> {
  /** @throws FatalError `bench_child_failed` with what the child said, or when it ended */
  ask(request: Request): Promise<Answer>;
  /** Ends the process: gently at first, so that a browser of its own ends too. */
  end(): Promise<void>;
}

/**
 * Starts a TypeScript file as a child process.
 * @param file beside the caller, as in `new URL('./site.ts', import.meta.url)`
 */
export function startChild<Request, Answer>(file: URL, answer: z.ZodType<Answer>): Child<Request, Answer> {
  const child = fork(fileURLToPath(file), [], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    // What a crawler prints while it works is not the bench's result.
    stdio: ['ignore', 2, 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  return {
    async ask(request) {
      const message = await answerOf(child, request as object);
      const parsed = reply.parse(message);
      if ('failure' in parsed) throw new FatalError('bench_child_failed', parsed.failure);
      return answer.parse(parsed.answer);
    },
    async end() {
      if (child.connected) child.disconnect();
      const overdue = setTimeout(() => child.kill('SIGKILL'), endMilliseconds);
      await ended;
      clearTimeout(overdue);
    },
  };
}

function answerOf(child: ChildProcess, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (!child.connected) {
      reject(new FatalError('bench_child_failed', 'A process of the bench has ended already.'));
      return;
    }
    const failed = (code: number | null, signal: string | null): void => {
      child.off('message', answered);
      reject(
        new FatalError('bench_child_failed', `A process of the bench ended before it answered (${code ?? signal}).`),
      );
    };
    const answered = (message: unknown): void => {
      child.off('exit', failed);
      resolve(message);
    };
    child.once('exit', failed).once('message', answered).send(request);
  });
}

/** The child's side: `handle` gets one request at a time. */
export function answerParent<Request, Answer>(
  request: z.ZodType<Request>,
  handle: (request: Request) => Promise<Answer>,
): void {
  process.on('message', (message) => {
    handle(request.parse(message)).then(
      (answer) => process.send?.({ answer }),
      (error: unknown) => process.send?.({ failure: messageOf(error) }),
    );
  });
  // Without its parent nobody is left to answer.
  process.on('disconnect', () => process.exit());
}
