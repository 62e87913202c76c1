const listeners = new Set<() => void>();

/** Tells the shell that the server has refused a request because nobody is logged in. */
export function tellLoginNeeded(): void {
  for (const listener of listeners) listener();
}

/** @returns how to stop hearing */
export function onLoginNeeded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
