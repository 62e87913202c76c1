import type { ReactNode } from 'react';

/** A square of unit axes, drawn in these coordinates. */
const size = { width: 460, height: 340, left: 52, right: 14, top: 12, bottom: 48 };

export const xOf = (share: number) => size.left + share * (size.width - size.left - size.right);
export const yOf = (share: number) => size.height - size.bottom - share * (size.height - size.top - size.bottom);

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Two axes from 0 to 1 with a grid; `label` tells those who do not see it what it shows. */
export function Plot({ label, x, y, children }: { label: string; x: string; y: string; children: ReactNode }) {
  const middle = (yOf(0) + yOf(1)) / 2;
  return (
    <svg className="plot" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="grid" x1={xOf(tick)} y1={yOf(0)} x2={xOf(tick)} y2={yOf(1)} />
          <line className="grid" x1={xOf(0)} y1={yOf(tick)} x2={xOf(1)} y2={yOf(tick)} />
          <text x={xOf(tick)} y={yOf(0) + 18} textAnchor="middle">
            {tick}
          </text>
          <text x={xOf(0) - 8} y={yOf(tick) + 4} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <text className="axis" x={(xOf(0) + xOf(1)) / 2} y={size.height - 8} textAnchor="middle">
        {x}
      </text>
      <text className="axis" x={14} y={middle} textAnchor="middle" transform={`rotate(-90 14 ${middle})`}>
        {y}
      </text>
      {children}
    </svg>
  );
}
