/** Sets two texts beside each other in columns of `width` terminal cells, for reading. A Han character takes two cells. */
export function sideBySide(left: string, right: string, width: number): string {
  const [leftLines, rightLines] = [wrapped(left, width), wrapped(right, width)];
  const lines = Array.from({ length: Math.max(leftLines.length, rightLines.length) }, (_, index) => {
    const line = leftLines[index] ?? '';
    return `${line}${' '.repeat(width - cellsOf(line))} │ ${rightLines[index] ?? ''}`.trimEnd();
  });
  return lines.join('\n');
}

function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const character of paragraph) {
      const line = lines.at(-1) ?? '';
      if (cellsOf(line) + cellsOf(character) > width) lines.push(character);
      else lines[lines.length - 1] = line + character;
    }
    return lines;
  });
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const withoutWidth = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += withoutWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return cells;
}
