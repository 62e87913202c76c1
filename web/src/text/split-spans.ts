/** A stretch of a text, from `start` up to but not including `end`, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/** A piece of the text and the indexes of all spans that cover it, in their given order. */
export interface Segment extends Span {
  text: string;
  spans: number[];
}

/**
 * Cuts `text` at every edge of `spans`, which may overlap and nest, so that each piece is covered by the same spans
 * throughout. The pieces follow each other and join to `text` again. Spans are clipped to the text; empty ones cover nothing.
 */
export function splitSpans(text: string, spans: readonly Span[]): Segment[] {
  const clipped = spans.map(({ start, end }) => ({ start: clip(start, text), end: clip(end, text) }));
  const edges = new Set([0, text.length]);
  for (const { start, end } of clipped) {
    if (start < end) edges.add(start).add(end);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => {
    const start = sorted[index] ?? 0;
    const covering = clipped.flatMap((span, which) => (span.start <= start && end <= span.end ? [which] : []));
    return { start, end, text: text.slice(start, end), spans: covering };
  });
}

const clip = (offset: number, text: string) => Math.min(Math.max(offset, 0), text.length);
