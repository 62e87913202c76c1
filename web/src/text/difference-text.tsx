import type { AlikeTasks } from '../../../contracts/api/reviews.js';
import { piecesOf } from './advertised-text.js';

type Piece = AlikeTasks['tasks'][number]['difference'][number];

/** A text against an earlier or another one: what is new is underlined, what is gone struck through. */
export function DifferenceText({ pieces }: { pieces: readonly Piece[] }) {
  let offset = 0;
  return (
    <bdi className="advertised difference">
      {pieces.map(({ kind, text }) => {
        const key = offset;
        offset += text.length + 1;
        if (kind === 'added') return <ins key={key}>{piecesOf(text)}</ins>;
        if (kind === 'removed') return <del key={key}>{piecesOf(text)}</del>;
        return <span key={key}>{piecesOf(shortened(text))}</span>;
      })}
    </bdi>
  );
}

const keptAround = 60;

/** Long passages that are the same are left out but for their ends. */
function shortened(text: string): string {
  if (text.length <= keptAround * 3) return text;
  return `${text.slice(0, keptAround)} …（相同 ${text.length - keptAround * 2} 字）… ${text.slice(-keptAround)}`;
}
