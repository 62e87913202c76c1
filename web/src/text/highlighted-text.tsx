import type { Reason } from '../../../contracts/verdict.js';
import { piecesOf } from './advertised-text.js';
import { Explained } from './explained.js';
import { splitSpans } from './split-spans.js';

/** A reason and its place in the list beside the text. */
export interface NumberedReason extends Reason {
  number: number;
}

/**
 * A field's text with the reasons' spans marked; the mark says why when pointed at, and `data-reasons` lists the
 * numbers of the reasons that it belongs to.
 */
export function HighlightedText({ text, reasons }: { text: string; reasons: readonly NumberedReason[] }) {
  return (
    <bdi className="advertised">
      {splitSpans(text, reasons).map(({ start, text: piece, spans }) => {
        const covering = spans.flatMap((index) => reasons[index] ?? []);
        if (covering.length === 0) return <span key={start}>{piecesOf(piece)}</span>;
        return (
          <Explained key={start} explanation={<Whys reasons={covering} />}>
            {(pointedAt) => (
              <mark
                className="reason-mark"
                data-depth={Math.min(covering.length, 3)}
                data-reasons={covering.map(({ number }) => number).join(' ')}
                {...pointedAt}
              >
                {piecesOf(piece)}
              </mark>
            )}
          </Explained>
        );
      })}
    </bdi>
  );
}

function Whys({ reasons }: { reasons: readonly NumberedReason[] }) {
  return reasons.map(({ number, why, rule }) => (
    <span key={number} className="explained">
      {number}. {why} <small>规则 {rule}</small>
    </span>
  ));
}

/** Brings a reason's marks into view and lets them flash once. */
export function showReason(number: number): void {
  const marks = document.querySelectorAll(`[data-reasons~="${number}"]`);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  marks[0]?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
  for (const mark of marks) {
    mark.classList.remove('flash');
    // Reading a measure makes the browser notice the removal, so that a second click flashes again.
    mark.getBoundingClientRect();
    mark.classList.add('flash');
  }
}
