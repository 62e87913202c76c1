import type { Pane, PaneId } from './panes.js';

export function PaneTabs({
  panes,
  shown,
  show,
}: {
  panes: readonly Pane[];
  shown: PaneId;
  show: (pane: PaneId) => void;
}) {
  const move = (step: number) => {
    const at = panes.findIndex(({ id }) => id === shown);
    const next = panes[(at + step + panes.length) % panes.length];
    if (next === undefined) return;
    show(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <div
      className="pane-tabs"
      role="tablist"
      aria-label="资料"
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') move(1);
        if (key === 'ArrowLeft') move(-1);
      }}
    >
      {panes.map(({ id, name, count, key }) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === shown}
          aria-controls="work-pane"
          tabIndex={id === shown ? 0 : -1}
          onClick={() => show(id)}
        >
          {name}
          {count !== undefined && count > 0 && <span className="count">{count}</span>}
          {key !== undefined && <kbd>{key}</kbd>}
        </button>
      ))}
      <span className="key-hints">
        <kbd>o</kbd> <kbd>p</kbd> 切换
      </span>
    </div>
  );
}
