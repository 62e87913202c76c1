import type { Request } from 'playwright';
import type { VisitorTab } from './visitor-tabs.js';

/** Without a request under way for this long a page counts as quiet. As long as Playwright's own `networkidle`. */
const quietMilliseconds = 500;
/**
 * The same for a page whose scripts have asked for nothing: no answer can call for the next request, so that it has only its timers to
 * wait for. Those that begin a page's work are of a frame or a few; once one of them asks for data, the longer time holds.
 */
const idleMilliseconds = 400;
/** What waits at the browser's pipe is read in a few turns of the event loop. */
const hearingMilliseconds = 10;

export interface NetworkWatch {
  /** Resolves when no request has been under way for half a second, or after `maxMilliseconds`: long polling never falls quiet. */
  quiet(maxMilliseconds: number): Promise<void>;
  /** Watches no further. */
  end(): void;
}

/**
 * Watches a tab's requests from now on. Unlike Playwright's `networkidle`, which comes once a document, this can be awaited again.
 *
 * @param isHeld whether we let a request wait for the host's pace: that is no time of the page's
 */
export function watchNetwork(
  { page, devTools, mainFrameId }: VisitorTab,
  isHeld: () => boolean = () => false,
): NetworkWatch {
  const underWay = new Set<Request>();
  const waiting = new Set<{ restart: () => void; finish: () => void }>();
  let asksByScript = false;
  const restartAll = () => {
    for (const { restart } of waiting) restart();
  };
  const began = (request: Request) => {
    underWay.add(request);
    restartAll();
  };
  const ended = (request: Request) => {
    underWay.delete(request);
    restartAll();
  };
  const closed = () => {
    for (const { finish } of waiting) finish();
  };
  const sent = (event: { type?: string; frameId?: string; initiator: { type: string } }) => {
    const isFrame = event.type === 'Document' && event.frameId !== mainFrameId;
    if (!isFrame && !bringsData(event)) return;
    asksByScript = true;
    restartAll();
  };
  page.on('request', began);
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  page.on('close', closed);
  devTools.on('Network.requestWillBeSent', sent);

  return {
    quiet: (maxMilliseconds) =>
      new Promise((resolve) => {
        let silence: NodeJS.Timeout | undefined;
        let limit: NodeJS.Timeout;
        const finish = () => {
          clearTimeout(silence);
          clearTimeout(limit);
          waiting.delete(entry);
          resolve();
        };
        // A process that had to wait for a processor finds the timer due together with what happened meanwhile: that is heard first.
        const fallQuiet = () => {
          silence = setTimeout(finish, hearingMilliseconds);
        };
        const restart = () => {
          clearTimeout(silence);
          if (underWay.size === 0) silence = setTimeout(fallQuiet, asksByScript ? quietMilliseconds : idleMilliseconds);
        };
        const expire = () => {
          if (isHeld()) limit = setTimeout(expire, maxMilliseconds);
          else finish();
        };
        limit = setTimeout(expire, maxMilliseconds);
        const entry = { restart, finish };
        waiting.add(entry);
        restart();
      }),
    end() {
      page.off('request', began);
      page.off('requestfinished', ended);
      page.off('requestfailed', ended);
      page.off('close', closed);
      devTools.off('Network.requestWillBeSent', sent);
    },
  };
}

const dataTypes = new Set(['XHR', 'Fetch', 'EventSource', 'WebSocket']);

/** A script that the document itself names is part of it; one that a script adds may bring data (JSONP) or ask for some. */
function bringsData({ type = '', initiator }: { type?: string; initiator: { type: string } }): boolean {
  return dataTypes.has(type) || (type === 'Script' && initiator.type === 'script');
}
