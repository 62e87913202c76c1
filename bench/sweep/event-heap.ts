/** A binary heap: gives back what was pushed in order of time, and in order of pushing where times are equal. */
export class EventHeap<Event> {
  private readonly entries: { readonly time: number; readonly order: number; readonly event: Event }[] = [];
  private pushed = 0;

  push(time: number, event: Event): void {
    const entry = { time, order: this.pushed++, event };
    const { entries } = this;
    let index = entries.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !isEarlier(entry, above)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  /** The earliest, or undefined when none is left. */
  pop(): { readonly time: number; readonly event: Event } | undefined {
    const { entries } = this;
    const [first] = entries;
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [entries[left], entries[left + 1]];
      if (one === undefined) break;
      const [child, at] = other !== undefined && isEarlier(other, one) ? [other, left + 1] : [one, left];
      if (!isEarlier(child, last)) break;
      entries[index] = child;
      index = at;
    }
    entries[index] = last;
    return first;
  }
}

interface Ordered {
  readonly time: number;
  readonly order: number;
}

function isEarlier(one: Ordered, other: Ordered): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}
