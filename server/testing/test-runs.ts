import { v7 as newId } from 'uuid';
import type { RunProgress } from '../../contracts/api/testing.js';
import { RequestError } from '../request-error.js';
import { UnusableUpload } from './unusable-upload.js';
import { uploadRefusal } from './upload-refusals.js';

/** Work for one person that takes longer than a request. Only they see it; it lives in this process and ends with it. */
export interface TestRun<R> {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  progress: RunProgress;
  failure: { code: string; message: string } | null;
  result: R | null;
}

export interface TestRuns<R> {
  /** Asked before an upload is received. @throws RequestError as `start` */
  requireFree(userId: string): void;
  /** @throws RequestError 409 while the person has one running, 503 while too many run */
  start(
    of: { userId: string; name: string },
    work: (tell: (progress: RunProgress) => void, signal: AbortSignal) => Promise<R>,
  ): TestRun<R>;
  /** @throws RequestError 404 where the person has none of that id */
  find(id: string, userId: string): TestRun<R>;
  /** Ends it; one that has ended stays as it is. */
  cancel(id: string, userId: string): TestRun<R>;
  close(): void;
}

/** On two cores a third thread would only make all slower. */
const mostRunning = 2;
/** Ended ones that are kept, the newest: their results hold uploaded words, or a release of some megabytes. */
const mostKept = 3;
const keptMilliseconds = 60 * 60 * 1000;

/** @param onDefect hears of what is no fault of the file */
export function createTestRuns<R>(onDefect: (error: unknown) => void): TestRuns<R> {
  const runs = new Map<string, { run: TestRun<R>; abort: AbortController; forgetting?: NodeJS.Timeout }>();
  const running = () => [...runs.values()].filter(({ run }) => run.state === 'running');

  /** Of those that have ended the newest stay, for an hour. */
  function ended(id: string): void {
    const held = runs.get(id);
    if (held === undefined) return;
    held.forgetting = setTimeout(() => runs.delete(id), keptMilliseconds).unref();
    // The one that has ended last is put last.
    runs.delete(id);
    runs.set(id, held);
    const endedRuns = [...runs.values()].filter(({ run }) => run.state !== 'running');
    for (const { run, forgetting } of endedRuns.slice(0, -mostKept)) {
      clearTimeout(forgetting);
      runs.delete(run.id);
    }
  }

  function requireFree(userId: string): void {
    if (running().some(({ run }) => run.userId === userId))
      throw new RequestError(409, 'run_running', '您已有一次正在运行，请等它结束或先取消。');
    if (running().length >= mostRunning) throw new RequestError(503, 'runs_busy', '其他人的评测正在运行，请稍后再试。');
  }

  function find(id: string, userId: string) {
    const found = runs.get(id);
    if (found === undefined || found.run.userId !== userId)
      throw new RequestError(404, 'run_unknown', '没有这次运行，或其结果已不再保留；请重新上传。');
    return found;
  }

  return {
    requireFree,
    start({ userId, name }, work) {
      requireFree(userId);
      const run: TestRun<R> = {
        ...{ id: newId(), userId, name, state: 'running', failure: null, result: null },
        progress: { stage: 'reading', done: 0, total: null },
      };
      const abort = new AbortController();
      runs.set(run.id, { run, abort });
      work((progress) => {
        run.progress = progress;
      }, abort.signal).then(
        (result) => {
          if (run.state !== 'running') return;
          run.state = 'done';
          run.result = result;
          ended(run.id);
        },
        (error: unknown) => {
          if (run.state !== 'running') return;
          run.state = 'failed';
          ended(run.id);
          if (error instanceof UnusableUpload)
            run.failure = { code: error.code, message: uploadRefusal(error.code, error.count) };
          else {
            run.failure = {
              code: 'internal',
              message: '服务器内部出错，请重试；若反复出现，请联系管理员查看服务日志。',
            };
            onDefect(error);
          }
        },
      );
      return run;
    },
    find: (id, userId) => find(id, userId).run,
    cancel(id, userId) {
      const { run, abort } = find(id, userId);
      if (run.state !== 'running') return run;
      run.state = 'cancelled';
      ended(id);
      abort.abort(new Error('cancelled'));
      return run;
    },
    close() {
      for (const { forgetting } of runs.values()) clearTimeout(forgetting);
      for (const { run, abort } of running()) {
        run.state = 'cancelled';
        abort.abort(new Error('the server closes'));
      }
    },
  };
}
