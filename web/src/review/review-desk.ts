import type { NextRequest, NextTask, QueueFilter, ReviewTask, Waiting } from '../../../contracts/api/reviews.js';
import { ApiFailure } from '../api/read-api.js';
import type { TaskApi } from './review-api.js';

/** What lies before the reviewer. */
export type OnDesk =
  /** It is being fetched; `taskId` null: whatever comes next. */
  | { readonly kind: 'fetching'; readonly taskId: string | null }
  | { readonly kind: 'open'; readonly task: ReviewTask }
  /** Somebody else has it, or it has been decided on: what is chosen here would not count. */
  | { readonly kind: 'lost'; readonly taskId: string; readonly message: string }
  | { readonly kind: 'failed'; readonly taskId: string | null; readonly error: ApiFailure }
  /** Nothing waits. */
  | { readonly kind: 'empty' };

interface DeskState {
  readonly onDesk: OnDesk;
  /** null until the server has told. */
  readonly waiting: Waiting | null;
}

type LeaseRequests = Pick<TaskApi, 'takeNext' | 'open' | 'renew' | 'release' | 'letGo'>;

/** Decisions that were taken here and that the server has not saved yet. */
interface Unsaved {
  includes(taskId: string): boolean;
  /** Whether one is being sent: its answer will bring the next advertisement. */
  isSending(): boolean;
}

/** As many as the server leaves out at once. */
const mostPassed = 90;
/** Leases are renewed this often (ms); the server grants several times as much. */
const renewEvery = 30_000;
/** While nothing waits or the server is away, this often (ms) it is asked again. */
const askAgainAfter = 5_000;
/** Nothing is renewed for somebody who has done nothing for so long (ms): others can have it, and the log-in can time out. */
const idleAfter = 8 * 60_000;

/**
 * The reviewer's desk: one advertisement that is open and the next one, leased ahead so that it is there at once. Leases are renewed
 * while the desk is in use and given back when it is left.
 */
export class ReviewDesk {
  readonly #api: LeaseRequests;
  readonly #filter: QueueFilter;
  readonly #unsaved: Unsaved;
  readonly #listeners = new Set<() => void>();
  #state: DeskState = { onDesk: { kind: 'fetching', taskId: null }, waiting: null };
  /** Leased and not shown yet, the next one first. */
  #ahead: readonly ReviewTask[] = [];
  /** Skipped by the person: others come first. */
  #passed: string[] = [];
  #isTaking = false;
  #isUsed = false;
  #hasBegun = false;
  #lastTouched = 0;
  #renewal: ReturnType<typeof setInterval> | undefined;
  #askAgain: ReturnType<typeof setTimeout> | undefined;

  constructor(api: LeaseRequests, filter: QueueFilter, unsaved: Unsaved) {
    this.#api = api;
    this.#filter = filter;
    this.#unsaved = unsaved;
  }

  readonly state = (): DeskState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether anything has been asked for since the person sat down. */
  readonly hasBegun = (): boolean => this.#hasBegun;

  /** Begins to renew leases. Returns what gives them all back. */
  readonly use = (): (() => void) => {
    this.#isUsed = true;
    this.touch();
    this.#renewal = setInterval(() => void this.#renewAll(), renewEvery);
    return () => {
      this.#isUsed = false;
      this.#hasBegun = false;
      clearInterval(this.#renewal);
      clearTimeout(this.#askAgain);
      for (const id of this.#leased()) this.#api.letGo(id);
      this.#ahead = [];
      this.#state = { ...this.#state, onDesk: { kind: 'fetching', taskId: null } };
    };
  };

  /** Somebody is there. */
  readonly touch = (): void => {
    this.#lastTouched = Date.now();
  };

  /** Gives back all that is leased: the page is being left or loaded anew. Should it come back, renewal opens again what lies here. */
  readonly leave = (): void => {
    for (const id of this.#leased()) this.#api.letGo(id);
    this.#ahead = [];
  };

  /** Puts this one on the desk; one that lies there goes back to those ahead. */
  async open(taskId: string): Promise<void> {
    const { onDesk } = this.#state;
    this.#hasBegun = true;
    if (idOf(onDesk) === taskId && onDesk.kind !== 'failed' && onDesk.kind !== 'lost') return;
    const ready = this.#ahead.find(({ id }) => id === taskId);
    if (onDesk.kind === 'open') this.#ahead = [onDesk.task, ...this.#ahead];
    this.#ahead = this.#ahead.filter(({ id }) => id !== taskId);
    if (ready !== undefined) {
      this.#put({ kind: 'open', task: ready });
    } else {
      this.#put({ kind: 'fetching', taskId });
      const opened = await settle(this.#api.open(taskId), taskId);
      if (!this.#isUsed || idOf(this.#state.onDesk) !== taskId) return;
      this.#put(opened);
    }
    void this.#takeAhead();
  }

  /** Puts a task whose decision was taken back before the person again. */
  putBack(task: ReviewTask | null): void {
    if (task === null) return;
    const { onDesk } = this.#state;
    if (onDesk.kind === 'open') this.#ahead = [onDesk.task, ...this.#ahead];
    this.#put({ kind: 'open', task });
  }

  /** Puts the next one on the desk; the open one has been decided on or is somebody else's, and so are `without`. */
  advance(without: readonly string[] = []): void {
    const [next, ...others] = this.#ahead.filter(({ id }) => !without.includes(id));
    this.#ahead = others;
    if (next !== undefined) this.#put({ kind: 'open', task: next });
    else this.#put({ kind: 'fetching', taskId: null });
  }

  /** Gives the open one back and goes on. */
  async skip(): Promise<void> {
    const { onDesk } = this.#state;
    if (onDesk.kind === 'open') this.#passed = [...this.#passed, onDesk.task.id].slice(-mostPassed);
    this.advance();
    await this.#takeAhead();
    if (onDesk.kind === 'open') await this.#api.release(onDesk.task.id).catch(ignoreFailure);
  }

  /** Whether a decision that is sent now should ask for the next one too. */
  wantsNext(): NextRequest | undefined {
    if (!this.#isUsed || this.#ahead.length > 0 || this.#isTaking) return undefined;
    return { ...this.#filter, except: this.#except() };
  }

  /** What a saved decision's answer brought. */
  receive(next: NextTask | null): void {
    if (next !== null) this.#accept(next);
  }

  /** Fetches the next one ahead where there is none and no decision's answer will bring it. */
  readonly fill = (): void => void this.#takeAhead();

  /** Asks again for what could not be fetched. */
  readonly retry = (): void => {
    const { onDesk } = this.#state;
    if (onDesk.kind === 'failed' && onDesk.taskId !== null) void this.open(onDesk.taskId);
    else void this.#takeAhead();
  };

  /** What is not to come next: the one that lies here, and those that were skipped, for as long as there are others. */
  #except(): string[] {
    const id = idOf(this.#state.onDesk);
    return id === null ? this.#passed : [id, ...this.#passed];
  }

  async #takeAhead(): Promise<void> {
    clearTimeout(this.#askAgain);
    if (!this.#isUsed || this.#isTaking || this.#ahead.length > 0 || this.#unsaved.isSending()) return;
    this.#isTaking = true;
    try {
      const next = await this.#api.takeNext(this.#filter, this.#except());
      if (next.task !== null || this.#passed.length === 0) this.#accept(next);
      else {
        this.#passed = [];
        this.#accept(await this.#api.takeNext(this.#filter, this.#except()));
      }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (this.#isSeeking()) this.#put({ kind: 'failed', taskId: null, error });
    } finally {
      this.#isTaking = false;
    }
    if (this.#isUsed && this.#ahead.length === 0 && this.#isSeeking())
      this.#askAgain = setTimeout(() => void this.#takeAhead(), askAgainAfter);
  }

  #accept({ task, waiting }: NextTask): void {
    this.#state = { ...this.#state, waiting };
    if (task !== null && !this.#isUsed) this.#api.letGo(task.id);
    else if (task !== null && !this.#leased().includes(task.id) && !this.#unsaved.includes(task.id))
      this.#ahead = [...this.#ahead, task];
    if (!this.#isSeeking()) this.#tell();
    else if (this.#ahead.length > 0) this.advance();
    else this.#put({ kind: 'empty' });
  }

  /** Nothing lies on the desk and anything will do. */
  #isSeeking(): boolean {
    const { onDesk } = this.#state;
    return onDesk.kind === 'empty' || ('taskId' in onDesk && onDesk.taskId === null);
  }

  #leased(): string[] {
    const { onDesk } = this.#state;
    return [...(onDesk.kind === 'open' ? [onDesk.task.id] : []), ...this.#ahead.map(({ id }) => id)];
  }

  async #renewAll(): Promise<void> {
    if (Date.now() - this.#lastTouched > idleAfter) return;
    await Promise.all(
      this.#leased().map(async (id) => {
        const failure = await this.#api.renew(id).then(() => undefined, asFailure);
        // Without an answer nothing is known; the next renewal will tell.
        if (failure?.status === undefined || ![403, 404, 409].includes(failure.status)) return;
        // It stays as it lies there for its person, who may log in again.
        if (failure.code === 'person_changed') return;
        this.#ahead = this.#ahead.filter((task) => task.id !== id);
        if (idOf(this.#state.onDesk) === id) await this.#openAgain(id);
        void this.#takeAhead();
      }),
    );
  }

  /** The lease has run out: nobody may have taken it yet. */
  async #openAgain(taskId: string): Promise<void> {
    const opened = await settle(this.#api.open(taskId), taskId);
    const isThere = this.#isUsed && idOf(this.#state.onDesk) === taskId;
    if (isThere && opened.kind !== 'failed') this.#put(opened);
  }

  #put(onDesk: OnDesk): void {
    this.#state = { ...this.#state, onDesk };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const idOf = (onDesk: OnDesk): string | null =>
  onDesk.kind === 'open' ? onDesk.task.id : 'taskId' in onDesk ? onDesk.taskId : null;

/** What lies on the desk once the request to open `taskId` is answered. */
async function settle(opening: Promise<ReviewTask>, taskId: string): Promise<OnDesk> {
  try {
    return { kind: 'open', task: await opening };
  } catch (thrown) {
    const error = asFailure(thrown);
    return (error.status === 409 && error.code !== 'person_changed') || error.status === 404
      ? { kind: 'lost', taskId, message: error.message }
      : { kind: 'failed', taskId, error };
  }
}

function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  throw error;
}

/** A lease that could not be given back runs out by itself. */
function ignoreFailure(error: unknown): void {
  asFailure(error);
}
