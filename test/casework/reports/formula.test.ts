import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  evaluateFormula,
  type Formula,
  readFormula,
  spreadsheetFormula,
} from '../../../casework/reports/formula.js';

const values: Readonly<Record<string, number>> = { a: 7, b: 2, c_1: 0 };
const figureOf = (key: string): number => values[key] ?? Number.NaN;
const evaluate = (text: string): number => evaluateFormula(readFormula(text), figureOf);

describe('a formula', () => {
  test.each([
    ['a - b - b', 3],
    ['a - b * 3', 1],
    ['(a - b) * 3', 15],
    ['a / b / 2', 1.75],
    ['1.5 * b', 3],
    ['a / c_1', 0],
    ['a / (b - 2) + b', 2],
  ])('%s is %d', (text, value) => expect(evaluate(text)).toBe(value));

  test.each(['', 'a +', '(a', 'a b', 'a ++ b', '=a', 'SUM(a)', 'a; b', 'a & b', '"x"', "a'b", 'A1'])(
    '«%s» is none',
    (text) => expect(() => readFormula(text)).toThrow(SyntaxError),
  );

  test('names its columns', () => expect(columnsOf(readFormula('(a - b) / a + 2'))).toEqual(['a', 'b', 'a']));

  test('of any shape means in a spreadsheet what it means here', () => {
    const formula: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 4 },
        fc.nat(9).map((value): Formula => ({ kind: 'number', value })),
        fc.constantFrom('a', 'b', 'c_1').map((key): Formula => ({ kind: 'column', key })),
        fc
          .tuple(
            fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
            tie('formula'),
            tie('formula'),
          )
          .map(([sign, left, right]): Formula => ({ kind: 'operation', sign, left, right })),
      ),
    })).formula;
    fc.assert(
      fc.property(formula, (one) => {
        const written = spreadsheetFormula(one, (key) => String(figureOf(key)));
        // What a spreadsheet does: IF chooses lazily, the rest is arithmetic of doubles.
        const script = written.replaceAll('IF(', 'choose(').replaceAll(')=0,0,', ')===0,0,()=>');
        const choose = (isNothing: boolean, nothing: number, other: () => number) => (isNothing ? nothing : other());
        const calculated: unknown = new Function('choose', `return ${script}`)(choose);
        expect(calculated).toBe(evaluateFormula(one, figureOf));
      }),
    );
  });
});
