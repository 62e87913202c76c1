import type { Difference } from '../../../classifier/evaluate/compare.js';
import { signedText } from '../signed-text.js';
import { type Html, html } from './html.js';

const findings: Readonly<Record<Difference['finding'], string>> = {
  better: '差异真实：第二版更好',
  worse: '差异真实：第二版更差',
  open: '未能证明有差异',
};

/** Five cells: both values, the difference, its interval, and whether it is real. */
export function differenceCells(difference: Difference, text: (value: number) => string): Html {
  const { first, second, low, high, finding } = difference;
  return html`<td>${text(first)}</td><td>${text(second)}</td><td>${signedText(difference.difference, text)}</td><td>${signedText(low, text)} … ${signedText(high, text)}</td><td class="${finding}">${findings[finding]}</td>`;
}
