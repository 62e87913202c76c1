import type { Comparison, Difference } from '../../classifier/evaluate/compare.js';
import type { Figures } from '../../classifier/evaluate/figures.js';
import { figureNames, figureText, percent, sliceText } from './figures-table.js';
import { signedText } from './signed-text.js';

/** Two releases side by side for a terminal: every difference with its interval, and whether it is real. */
export function comparisonTable(comparison: Comparison, first: string, second: string): string {
  const lines = [
    '',
    `first   ${first}`,
    `second  ${second}`,
    `second − first, with the 95 % interval of ${comparison.resamples} paired bootstrap resamples; a difference is real where the interval leaves out 0`,
    'Differences of shares are in percentage points.',
    'Of twenty differences between equal releases about one looks real by chance.',
    '',
    row('', '', 'first', 'second', 'difference', 'interval', ''),
    ...(Object.keys(figureNames) as (keyof Figures)[]).map((name) => {
      const difference = comparison.overall[name];
      return differenceRow(figureNames[name], '', difference, (value) => figureText(name, value));
    }),
    '',
    ...comparison.slices.map((slice) =>
      differenceRow(
        sliceText(slice.name),
        `${slice.n} ${slice.label === 'rental' ? 'recall' : 'falsely flagged'}`,
        slice,
        percent,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const findings: Readonly<Record<Difference['finding'], string>> = {
  better: 'real: second is better',
  worse: 'real: second is worse',
  open: 'not shown',
};

function differenceRow(name: string, what: string, difference: Difference, text: (value: number) => string): string {
  return row(
    name,
    what,
    text(difference.first),
    text(difference.second),
    signedText(difference.difference, text),
    `${signedText(difference.low, text)} … ${signedText(difference.high, text)}`,
    findings[difference.finding],
  );
}

function row(
  name: string,
  what: string,
  first: string,
  second: string,
  difference: string,
  interval: string,
  finding: string,
): string {
  return `${name.padEnd(24)} ${what.padStart(20)} ${first.padStart(9)} ${second.padStart(9)} ${difference.padStart(11)} ${interval.padStart(22)}  ${finding}`.trimEnd();
}
