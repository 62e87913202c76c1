import { useEffect, useSyncExternalStore } from 'react';
import type { Outbox, UnsavedDecision } from './outbox.js';

/** What is not saved; while there is anything, leaving the page warns. */
export function useUnsaved(outbox: Outbox): readonly UnsavedDecision[] {
  const unsaved = useSyncExternalStore(outbox.subscribe, outbox.unsaved);
  const isEmpty = unsaved.length === 0;
  useEffect(() => {
    if (isEmpty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    addEventListener('online', outbox.retry);
    return () => {
      removeEventListener('beforeunload', warn);
      removeEventListener('online', outbox.retry);
    };
  }, [isEmpty, outbox]);
  return unsaved;
}
