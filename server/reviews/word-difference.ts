import { diffArrays } from 'diff';

export interface Piece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Words removed or added that are told apart; texts that differ more are wholly different. Bounds the time. */
const mostEdits = 400;

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** What of `before` stands in `after` too, word by word: the pieces that are not `added` make up the one, those not `removed` the other. */
export function wordDifference(before: string, after: string): Piece[] {
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: mostEdits });
  const pieces: Piece[] =
    changes === undefined
      ? [
          { kind: 'removed', text: before },
          { kind: 'added', text: after },
        ]
      : changes.map(({ added, removed, value }) => ({
          kind: added ? 'added' : removed ? 'removed' : 'same',
          text: value.join(''),
        }));
  return pieces.filter(({ text }) => text !== '');
}

function wordsOf(text: string): string[] {
  return Array.from(words.segment(text), ({ segment }) => segment);
}
