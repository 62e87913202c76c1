import { useState } from 'react';

/** Copies `text`; says so on itself. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'复制' | '已复制' | '未能复制'>('复制');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('已复制'),
      () => setState('未能复制'),
    );
  return (
    <button type="button" className="copy" aria-label={`${state}${what}`} onClick={() => void copy()}>
      {state}
    </button>
  );
}
