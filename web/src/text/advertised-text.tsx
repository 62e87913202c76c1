import { splitHiddenCharacters } from './hidden-characters.js';

/** What a stranger wrote: shown as text in a direction of its own, with hidden characters made visible. */
export function AdvertisedText({ text }: { text: string }) {
  return <bdi className="advertised">{piecesOf(text)}</bdi>;
}

/** The same inside an element that already isolates its direction. */
export function piecesOf(text: string) {
  let offset = 0;
  return splitHiddenCharacters(text).map((piece) => {
    const key = offset;
    offset += piece.text.length;
    if (piece.code === undefined) return piece.text;
    return (
      <bdi key={key} className="hidden-character" data-code={piece.code} title={`隐藏字符 ${piece.code}`}>
        {piece.text}
      </bdi>
    );
  });
}
