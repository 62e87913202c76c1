import type { Band } from '../../contracts/verdict.js';

/** A probability as a number beside a bar of its length, in the band's colour. */
export function Probability({ value, band }: { value: number; band: Band }) {
  return (
    <span className={`probability ${band}`}>
      <span className="bar" aria-hidden="true">
        <span className="filled" style={{ width: `${value * 100}%` }} />
      </span>
      <span className="number">{percentage(value)}</span>
    </span>
  );
}

/** Per cent to one place; a verdict is never certain, so nothing is rounded to 0 or 100. */
export function percentage(value: number): string {
  if (value > 0.999) return '>99.9%';
  if (value < 0.001) return '<0.1%';
  return `${(value * 100).toFixed(1)}%`;
}
