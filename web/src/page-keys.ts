import { useEffect, useEffectEvent } from 'react';

/** What each key (`KeyboardEvent.key`) does on this page. Keys are left alone while somebody types or holds a modifier. */
export function usePageKeys(actions: Record<string, () => void>): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const action = actions[event.key];
    if (action === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (needsKey(event.target, event.key) || document.querySelector('.ant-image-preview') !== null) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** A radio button uses the arrows only; other fields use every key. */
function needsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'radio') return key.startsWith('Arrow');
  return target.isContentEditable || target.matches('input, textarea, select');
}
