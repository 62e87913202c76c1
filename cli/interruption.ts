/** Waits for Ctrl-C or a request to end. The first one ends the command in good order; a second one ends it at once. */
export function interruption(): { interrupted: Promise<'interrupted'>; stopListening: () => void } {
  let stopListening = (): void => undefined;
  const interrupted = new Promise<'interrupted'>((resolve) => {
    let asked = false;
    const listener = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve('interrupted');
    };
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    stopListening = () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  });
  return { interrupted, stopListening };
}
