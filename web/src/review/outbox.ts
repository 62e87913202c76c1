import { z } from 'zod';
import { type Decided, type DecideRequest, decideRequest } from '../../../contracts/api/reviews.js';
import { stage } from '../../../contracts/review.js';
import { ApiFailure } from '../api/read-api.js';

/** A decision that was taken on this page and that the server has not said to have saved. */
const unsavedDecision = z.object({
  taskId: z.string(),
  /** At which it was decided: at another one the same words would mean something else. */
  stage,
  /** Of the advertisement, for the person who reads what is not saved. */
  title: z.string(),
  request: decideRequest,
  /** `waiting`: no answer came, it is sent again. `refused`: the server answered no, and a person has to look. */
  state: z.enum(['sending', 'waiting', 'refused']),
  /** Why it is not saved. */
  trouble: z.string().nullable(),
});
export type UnsavedDecision = z.infer<typeof unsavedDecision>;

interface OutboxPorts {
  /** Rejects with ApiFailure. */
  send(decision: Pick<UnsavedDecision, 'taskId' | 'stage' | 'request'>): Promise<Decided>;
  /** Keeps what is unsaved over a reload of the page. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Of the person: nobody sends what another has decided. */
  readonly storageKey: string;
}

const longestPause = 15_000;

/**
 * Sends decisions one after another in the order in which they were taken, each until the server has answered. A decision keeps its
 * requestId, so that one whose answer was lost is saved once however often it is sent.
 */
export class Outbox {
  readonly #ports: OutboxPorts;
  #unsaved: readonly UnsavedDecision[];
  readonly #listeners = new Set<() => void>();
  readonly #savedListeners = new Set<(taskId: string, answer: Decided) => void>();
  #isSending = false;
  #pause = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
    this.#unsaved = readStored(ports);
    if (this.#unsaved.length > 0) void this.#sendAll();
  }

  readonly unsaved = (): readonly UnsavedDecision[] => this.#unsaved;

  readonly isSending = (): boolean => this.#isSending;

  readonly includes = (taskId: string): boolean => this.#unsaved.some((each) => each.taskId === taskId);

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `listener` with each answer by which a decision was saved. */
  onSaved(listener: (taskId: string, answer: Decided) => void): () => void {
    this.#savedListeners.add(listener);
    return () => this.#savedListeners.delete(listener);
  }

  add(decision: Pick<UnsavedDecision, 'taskId' | 'stage' | 'title'> & { readonly request: DecideRequest }): void {
    const request = decideRequest.parse(decision.request);
    this.#set([...this.#unsaved, { ...decision, request, state: 'sending', trouble: null }]);
    void this.#sendAll();
  }

  /** Gives up a decision that the server has refused. */
  discard(requestId: string): void {
    this.#set(this.#unsaved.filter(({ request }) => request.requestId !== requestId));
  }

  /** Tries again at once. */
  readonly retry = (): void => {
    clearTimeout(this.#timer);
    void this.#sendAll();
  };

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    clearTimeout(this.#timer);
    try {
      for (let first = this.#firstToSend(); first !== undefined; first = this.#firstToSend()) {
        if (!(await this.#sendOne(first))) break;
      }
    } finally {
      this.#isSending = false;
      this.#tell();
    }
  }

  #firstToSend(): UnsavedDecision | undefined {
    return this.#unsaved.find(({ state }) => state !== 'refused');
  }

  /** Whether the next one may be sent. */
  async #sendOne({ taskId, stage, request }: UnsavedDecision): Promise<boolean> {
    try {
      const answer = await this.#ports.send({ taskId, stage, request });
      this.#pause = 0;
      this.discard(request.requestId);
      for (const listener of this.#savedListeners) listener(taskId, answer);
      return true;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      const refused = isRefusal(error);
      this.#change(request.requestId, { state: refused ? 'refused' : 'waiting', trouble: error.message });
      if (refused) return true;
      this.#pause = Math.min(Math.max(this.#pause * 2, 1_000), longestPause);
      this.#timer = setTimeout(() => void this.#sendAll(), this.#pause);
      return false;
    }
  }

  #change(requestId: string, changed: Partial<UnsavedDecision>): void {
    this.#set(this.#unsaved.map((each) => (each.request.requestId === requestId ? { ...each, ...changed } : each)));
  }

  #set(unsaved: readonly UnsavedDecision[]): void {
    this.#unsaved = unsaved;
    const { storage, storageKey } = this.#ports;
    if (unsaved.length === 0) storage.removeItem(storageKey);
    else storage.setItem(storageKey, JSON.stringify(unsaved));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Sending it again would be answered the same. Whoever was logged out (401), was too quick (429) or has lent the browser to another person
 * (`person_changed`) may send again later.
 */
const isRefusal = ({ status, code }: ApiFailure) =>
  status !== undefined &&
  code !== 'person_changed' &&
  status >= 400 &&
  status < 500 &&
  ![401, 408, 425, 429].includes(status);

function readStored({ storage, storageKey }: OutboxPorts): readonly UnsavedDecision[] {
  const stored = storage.getItem(storageKey);
  if (stored === null) return [];
  const read = z.array(unsavedDecision).safeParse(JSON.parse(stored));
  // What another version of the page wrote cannot be sent by this one.
  if (!read.success) return [];
  return read.data.map((each) =>
    each.state === 'sending' ? { ...each, state: 'waiting', trouble: '页面已重新加载，' } : each,
  );
}
