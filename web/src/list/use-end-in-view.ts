import { useEffect, useEffectEvent, useRef } from 'react';

/** A ref for the element behind a list's end; `reached` is called whenever it comes near the window. */
export function useEndInView(reached: () => void): React.RefObject<HTMLDivElement | null> {
  const inView = useEffectEvent(reached);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) inView();
      },
      { rootMargin: '400px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return end;
}
