/** Ctrl-C or a request to end. The first one ends the command in good order; a second one ends it at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Resolves when it comes. */
  readonly interrupted: Promise<void>;
  stopListening(): void;
}

/** Listens for it. Begin before anything is opened that must be closed. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  const listener = (): void => {
    if (signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    signal,
    interrupted: new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    stopListening() {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}
