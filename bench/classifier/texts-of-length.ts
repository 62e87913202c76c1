import type { PostingRow } from '../../contracts/posting-row.js';

/** A text may be so much shorter or longer than asked, as a share: it ends with a sentence if one ends in between. */
const tolerance = 0.05;

/**
 * Texts of about `characters` UTF-16 units, made of whole sentences of postings of one label, rental and genuine by turns as long as both last.
 * The labelled postings are of all lengths; speed is measured at one.
 */
export function textsOfLength(postings: readonly PostingRow[], characters: number, most: number): string[] {
  const [rental, genuine] = (['rental', 'genuine'] as const).map((label) =>
    joined(
      postings.filter((posting) => posting.label === label),
      characters,
    ),
  );
  const texts: string[] = [];
  for (let i = 0; i < Math.max(rental?.length ?? 0, genuine?.length ?? 0); i++) {
    for (const text of [rental?.[i], genuine?.[i]]) if (text !== undefined && texts.length < most) texts.push(text);
  }
  return texts;
}

function joined(postings: readonly PostingRow[], characters: number): string[] {
  const shortest = Math.ceil(characters * (1 - tolerance));
  const longest = Math.floor(characters * (1 + tolerance));
  const texts: string[] = [];
  let text = '';
  for (const posting of postings) {
    for (const sentence of `${posting.text}\n`.match(/[^。！？；\n]*[。！？；\n]+/g) ?? []) {
      text += sentence;
      if (text.length < shortest) continue;
      // Lengths count here, not sense: a sentence that reaches too far is cut.
      texts.push(text.slice(0, longest));
      text = '';
    }
  }
  return texts;
}
