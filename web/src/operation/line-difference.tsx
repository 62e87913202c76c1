import { diffLines } from 'diff';

/** Lines around a change that are shown with it. */
const context = 3;

interface Line {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What changed from one text to the other, line by line; what is the same is left out but for a few lines around. */
export function LineDifference({ before, after }: { before: string; after: string }) {
  const lines = linesOf(before, after);
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ sign }) => sign !== ' '),
  );
  if (!near.includes(true)) return <p className="absent">没有改动。</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="difference" tabIndex={0} aria-label="改动">
      <table>
        <tbody>
          {lines.map((line, index) => {
            const key = `${line.sign}${line.before}/${line.after}`;
            if (near[index] !== true) {
              return near[index - 1] === true || index === 0 ? (
                <tr key={key} className="gap">
                  <td colSpan={4}>⋯</td>
                </tr>
              ) : null;
            }
            return (
              <tr key={key} className={line.sign === '+' ? 'added' : line.sign === '-' ? 'removed' : undefined}>
                <td className="number">{line.before}</td>
                <td className="number">{line.after}</td>
                <td>
                  {line.sign === ' ' ? '' : line.sign}
                  {line.sign !== ' ' && <span className="unseen">{line.sign === '+' ? '新增' : '删除'}</span>}
                </td>
                <td>
                  <code>{line.text}</code>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function linesOf(before: string, after: string): Line[] {
  let numberBefore = 0;
  let numberAfter = 0;
  return diffLines(before, after).flatMap(({ value, added, removed }): Line[] =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => {
        if (added) return { sign: '+', text, before: null, after: ++numberAfter };
        if (removed) return { sign: '-', text, before: ++numberBefore, after: null };
        return { sign: ' ', text, before: ++numberBefore, after: ++numberAfter };
      }),
  );
}
