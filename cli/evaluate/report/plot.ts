import { type Html, html } from './html.js';

/** Size of every diagram and of the margins around its field, in SVG units. */
const size = { width: 460, height: 340, left: 56, right: 14, top: 14, bottom: 50 };

/** Where a value from 0 to 1 lies. Two decimals: more would only lengthen the file. */
export function xOf(value: number): number {
  return rounded(size.left + value * (size.width - size.left - size.right));
}

export function yOf(value: number): number {
  return rounded(size.height - size.bottom - value * (size.height - size.top - size.bottom));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

export interface Tick {
  /** Place on the axis, 0 to 1. */
  readonly at: number;
  readonly label: string;
}

const tenths: readonly Tick[] = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, label: String(at) }));

/** A diagram over two axes from 0 to 1. `name` is what a screen reader says of it. */
export function plot(
  name: string,
  axes: { readonly x: string; readonly y: string; readonly yTicks?: readonly Tick[] },
  content: readonly Html[],
): Html {
  const { width, height, left, bottom } = size;
  const vertical = tenths.map(
    ({ at, label }) =>
      html`<line class="grid" x1="${xOf(at)}" y1="${yOf(0)}" x2="${xOf(at)}" y2="${yOf(1)}"/><text x="${xOf(at)}" y="${yOf(0) + 16}" text-anchor="middle">${label}</text>`,
  );
  const horizontal = (axes.yTicks ?? tenths).map(
    ({ at, label }) =>
      html`<line class="grid" x1="${xOf(0)}" y1="${yOf(at)}" x2="${xOf(1)}" y2="${yOf(at)}"/><text x="${left - 6}" y="${yOf(at) + 4}" text-anchor="end">${label}</text>`,
  );
  const middle = (yOf(0) + yOf(1)) / 2;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">${vertical}${horizontal}
<text x="${(xOf(0) + xOf(1)) / 2}" y="${height - bottom + 38}" text-anchor="middle">${axes.x}</text>
<text x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${axes.y}</text>
${content}</svg>`;
}
