/** Arithmetic over columns: `a + b`, `(a - b) / 2`. A division by nothing is 0, in the workbook as here. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'column'; readonly key: string }
  | { readonly kind: 'operation'; readonly sign: Sign; readonly left: Formula; readonly right: Formula };

type Sign = '+' | '-' | '*' | '/';

/**
 * Reads a formula: keys of columns, numbers, `+ - * /` and parentheses; multiplication binds tighter, each from left to right.
 * @throws SyntaxError with what is wrong
 */
export function readFormula(text: string): Formula {
  const words = text.match(/[a-z_][a-z0-9_]*|\d+(?:\.\d+)?|[-+*/()]|\S/g) ?? [];
  let at = 0;

  function sum(): Formula {
    let left = product();
    for (let sign = words[at]; sign === '+' || sign === '-'; sign = words[at]) {
      at += 1;
      left = { kind: 'operation', sign, left, right: product() };
    }
    return left;
  }
  function product(): Formula {
    let left = value();
    for (let sign = words[at]; sign === '*' || sign === '/'; sign = words[at]) {
      at += 1;
      left = { kind: 'operation', sign, left, right: value() };
    }
    return left;
  }
  function value(): Formula {
    const word = words[at++];
    if (word === undefined) throw new SyntaxError('the formula ends where a column or a number is expected');
    if (/^\d/.test(word)) return { kind: 'number', value: Number(word) };
    if (/^[a-z_]/.test(word)) return { kind: 'column', key: word };
    if (word !== '(') throw new SyntaxError(`«${word}» stands where a column or a number is expected`);
    const inner = sum();
    if (words[at++] !== ')') throw new SyntaxError('a parenthesis is not closed');
    return inner;
  }

  const formula = sum();
  if (at < words.length) throw new SyntaxError(`«${words[at]}» stands where + - * / is expected`);
  return formula;
}

/** The keys that a formula names. */
export function columnsOf(formula: Formula): readonly string[] {
  if (formula.kind === 'number') return [];
  if (formula.kind === 'column') return [formula.key];
  return [...columnsOf(formula.left), ...columnsOf(formula.right)];
}

export function evaluateFormula(formula: Formula, figureOf: (key: string) => number): number {
  if (formula.kind === 'number') return formula.value;
  if (formula.kind === 'column') return figureOf(formula.key);
  const [left, right] = [evaluateFormula(formula.left, figureOf), evaluateFormula(formula.right, figureOf)];
  switch (formula.sign) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? 0 : left / right;
  }
}

/** As a spreadsheet takes it. @param cellOf such as `C7` */
export function spreadsheetFormula(formula: Formula, cellOf: (key: string) => string): string {
  if (formula.kind === 'number') return String(formula.value);
  if (formula.kind === 'column') return cellOf(formula.key);
  const [left, right] = [spreadsheetFormula(formula.left, cellOf), spreadsheetFormula(formula.right, cellOf)];
  return formula.sign === '/' ? `IF((${right})=0,0,(${left})/(${right}))` : `(${left}${formula.sign}${right})`;
}
