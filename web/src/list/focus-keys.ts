/** ↓ and j, ↑ and k move the focus among the elements that `selector` finds in `list`; Enter opens, as on any link. */
export function focusKeys(list: React.RefObject<HTMLElement | null>, selector: string): Record<string, () => void> {
  const move = (step: 1 | -1) => () => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const focused = document.activeElement;
    const at = focused instanceof HTMLElement ? links.indexOf(focused) : -1;
    links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  };
  return { ArrowDown: move(1), j: move(1), ArrowUp: move(-1), k: move(-1) };
}
