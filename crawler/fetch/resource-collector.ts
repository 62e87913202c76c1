import { DeadError, messageOf } from '../../contracts/errors.js';
import type { CapturedResource } from '../../contracts/full-capture.js';
import type { BlobSink, Clock } from '../ports.js';
import type { ResponseKeeper } from './document-trail.js';
import type { ProxySession } from './proxy-session.js';
import type { PausedRequest } from './request-gate.js';
import { keepRequestJournal } from './request-journal.js';
import { type HeldBody, hasBody, readHeldBody, reasonNotToRead } from './response-body.js';
import type { Hop } from './tracked-request.js';
import type { VisitorTab } from './visitor-tabs.js';

export interface CollectorOptions {
  session: ProxySession;
  blobs: BlobSink;
  clock: Clock;
  /** Largest body of one resource. */
  maxBytes: number;
  /** Of all bodies together that are kept. */
  maxTotalBytes: number;
}

export interface ResourceCollector extends ResponseKeeper {
  /** Everything that the page has asked for until now; what comes later is not kept. */
  settle(): Promise<CapturedResource[]>;
}

/**
 * Collects what a tab asks for from now on, each body as it was before the page read it. Bodies go to the sink as they come, so that
 * no more of them are in memory than connections are open.
 */
export function collectResources(tab: VisitorTab, options: CollectorOptions): ResourceCollector {
  const { devTools } = tab;
  const { session, blobs, clock, maxBytes, maxTotalBytes } = options;
  const journal = keepRequestJournal(tab, session, clock);
  const storing = new Set<Promise<void>>();
  let keptBytes = 0;
  let isSettled = false;

  async function store(hop: Hop, bytes: Buffer): Promise<void> {
    if (isSettled || hop.status === 0) return;
    if (keptBytes + bytes.length > maxTotalBytes) {
      hop.failure = `not kept: the page's resources together are larger than ${maxTotalBytes} bytes`;
      return;
    }
    keptBytes += bytes.length;
    const stored = blobs.put(bytes).then((reference) => {
      hop.body = reference;
    });
    storing.add(stored);
    await stored.finally(() => storing.delete(stored));
  }

  /** Lets a response go on. The page may have lost interest in it; then it is gone already. */
  const goOn = (sent: Promise<unknown>): Promise<void> => sent.then(nothing, nothing);

  /** The browser hands over what has come of a body that broke off as if that were all. */
  async function failureOfBody({ url, plain }: Hop, body: HeldBody, failedBefore: unknown): Promise<unknown> {
    const target = new URL(url);
    if (plain) return plain.passed.then(nothing, (error: unknown) => session.failureOf(target) ?? error);
    if (!body.isPutBack) return undefined;
    const failed = session.failureOf(target);
    return failed === failedBefore ? undefined : failed;
  }

  async function keep(paused: PausedRequest): Promise<void> {
    const { requestId, request } = paused;
    const hop = journal.answered(paused);
    const unread = reasonNotToRead(paused);
    if (unread !== undefined && hop.status !== 0) hop.failure = unread;
    if (unread !== undefined || !hasBody(paused)) return goOn(devTools.send('Fetch.continueResponse', { requestId }));
    hop.awaitsBody = true;
    const failedBefore = session.failureOf(new URL(request.url));
    let body: HeldBody;
    try {
      body = await readHeldBody(devTools, paused, maxBytes);
    } catch (error) {
      const isTooLarge = error instanceof DeadError;
      if (isTooLarge) hop.failure = messageOf(error);
      // One that broke off goes on to break off in the page too, which then says why.
      return goOn(
        isTooLarge
          ? devTools.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
          : devTools.send('Fetch.continueResponse', { requestId }),
      );
    }
    const failure = await failureOfBody(hop, body, failedBefore);
    if (failure !== undefined) {
      hop.failure = messageOf(failure);
      return goOn(devTools.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' }));
    }
    hop.awaitsBody = false;
    await store(hop, body.bytes);
    return goOn(body.goOn());
  }

  return {
    async keepDocument(paused, bytes) {
      const hop = journal.answered(paused);
      if (bytes) await store(hop, bytes);
    },
    keep,
    async settle() {
      isSettled = true;
      await Promise.all(storing);
      return journal.close();
    },
  };
}

function nothing(): void {}
