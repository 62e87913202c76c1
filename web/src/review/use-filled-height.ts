import { type RefCallback, useCallback } from 'react';

/**
 * A ref for an element that fills the window from where it begins down to the bottom: sets `--filled-height` on it, in pixels, and
 * keeps it right when the window or what stands above changes.
 */
export function useFilledHeight(): RefCallback<HTMLElement> {
  return useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const setHeight = () => {
      const top = element.getBoundingClientRect().top + scrollY;
      element.style.setProperty('--filled-height', `${Math.max(innerHeight - top, 320)}px`);
    };
    setHeight();
    const observer = new ResizeObserver(setHeight);
    observer.observe(document.documentElement);
    if (element.parentElement?.previousElementSibling) observer.observe(element.parentElement.previousElementSibling);
    addEventListener('resize', setHeight);
    return () => {
      observer.disconnect();
      removeEventListener('resize', setHeight);
    };
  }, []);
}
