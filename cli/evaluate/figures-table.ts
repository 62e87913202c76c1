import type { Figures } from '../../classifier/evaluate/figures.js';
import type { Metrics, SliceMetrics } from '../../classifier/evaluate/metrics.js';
import { printable } from '../../text/printable.js';

export const figureNames: Readonly<Record<keyof Figures, string>> = {
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  prAuc: 'PR-AUC',
  falsePositiveRate: 'false-positive rate',
  calibrationError: 'calibration error',
};

/** Shares are told in percent, the others as numbers from 0 to 1. */
const inPercent: readonly (keyof Figures)[] = ['precision', 'recall', 'falsePositiveRate'];

export function figureText(name: keyof Figures, value: number): string {
  return inPercent.includes(name) ? percent(value) : value.toFixed(3);
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** A slice's name for a terminal; rows without a slice are one, too. */
export function sliceText(name: string): string {
  return name === '' ? '(no slice)' : printable(name, 60);
}

/** Figures and slices for a terminal. */
export function figuresTable(metrics: Metrics, threshold: string): string {
  const lines = [
    `rows                  ${metrics.n}, of them rental ${metrics.positives}`,
    `flagged from          ${threshold}`,
    ...(Object.keys(figureNames) as (keyof Figures)[]).map(
      (name) => `${figureNames[name].padEnd(21)} ${figureText(name, metrics[name])}`,
    ),
    '',
    ...Object.entries(metrics.slices).map(
      ([name, slice]) =>
        `${sliceText(name).padEnd(32)} ${String(slice.n).padStart(6)} ${slice.label.padEnd(8)} ${sliceFigure(slice)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function sliceFigure(slice: SliceMetrics): string {
  return slice.label === 'rental'
    ? `recall ${percent(slice.recall)}`
    : `falsely flagged ${percent(slice.falsePositiveRate)}`;
}
