import { useEffect, useEffectEvent } from 'react';

/** Keys that may be held down to go on; any other counts once, so that a key held too long decides nothing twice. */
const repeating = new Set(['j', 'k', 'ArrowDown', 'ArrowUp']);

/** What each key (`KeyboardEvent.key`) does on this page. Keys are left alone while somebody types or holds a modifier. */
export function usePageKeys(actions: Record<string, () => void>): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const action = actions[event.key];
    if (action === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (needsKey(event.target, event.key) || isCovered()) return;
    event.preventDefault();
    if (event.repeat && !repeating.has(event.key)) return;
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** Something lies over the page: an enlarged picture, or a dialog that wants an answer first. */
const isCovered = (): boolean =>
  [...document.querySelectorAll('.ant-image-preview, dialog[open], [aria-modal="true"]')].some((each) =>
    each.checkVisibility(),
  );

/** Enter follows a link or presses a button; radio buttons and check boxes use the arrows and the space bar; other fields use every key. */
function needsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && (target.type === 'radio' || target.type === 'checkbox'))
    return key === ' ' || (target.type === 'radio' && key.startsWith('Arrow'));
  if (key === 'Enter' && target.closest('a, button, summary') !== null) return true;
  return target.isContentEditable || target.matches('input, textarea, select');
}
