import { useRef } from 'react';

/** A text with line numbers; `marked` lines have a problem. Tab leaves the field, as everywhere else. */
export function CodeEditor({
  value,
  change,
  marked,
  label,
  goTo,
}: {
  value: string;
  change?: (value: string) => void;
  marked: ReadonlySet<number>;
  label: string;
  /** Hands out how to put the caret at the beginning of a line. */
  goTo?: (go: (line: number) => void) => void;
}) {
  const gutter = useRef<HTMLDivElement>(null);
  const count = value.split('\n').length;
  return (
    <div className="code-editor">
      <div className="gutter" ref={gutter} aria-hidden="true">
        {Array.from({ length: count }, (_, index) => {
          const number = index + 1;
          return (
            <span key={number} className={marked.has(number) ? 'marked' : undefined}>
              {number}
            </span>
          );
        })}
      </div>
      <textarea
        aria-label={label}
        value={value}
        readOnly={change === undefined}
        onChange={({ target }) => change?.(target.value)}
        onScroll={({ currentTarget }) => {
          if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
        ref={(area) => {
          if (area === null || goTo === undefined) return;
          goTo((line) => {
            const start =
              area.value
                .split('\n')
                .slice(0, line - 1)
                .join('\n').length + (line > 1 ? 1 : 0);
            area.focus();
            area.setSelectionRange(start, start + (area.value.slice(start).split('\n', 1)[0]?.length ?? 0));
          });
        }}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
      />
    </div>
  );
}
