import { InputError } from '../../contracts/errors.js';

/** A line of a register as a table gives it: its cells, or what is wrong with it. Lines count from 1. */
export type RegisterLine =
  | { readonly line: number; readonly cells: readonly string[]; readonly raw: string }
  | { readonly line: number; readonly problem: string; readonly raw: string };

/** A row that is kept out, and why; what was read of it may still speak for somebody. */
export interface RejectedRow {
  readonly line: number;
  /** In Chinese, with the values that are wrong. */
  readonly reason: string;
  readonly raw: string;
}

/** The columns of a kind of register: the names each goes by, and whether a file may do without it. */
export type RegisterColumns<Key extends string> = Readonly<
  Record<Key, { readonly names: readonly [string, ...string[]]; readonly optional?: true }>
>;

export const registrationColumns = {
  name: { names: ['姓名', '人员姓名'] },
  identityNumber: { names: ['身份证号', '身份证号码', '证件号码', '公民身份号码'] },
  credential: { names: ['证书类型', '注册类别', '证书名称'] },
  specialty: { names: ['专业', '注册专业'], optional: true },
  number: { names: ['注册编号', '注册号', '证书编号'], optional: true },
  unit: { names: ['注册单位', '聘用单位', '注册企业'] },
  code: { names: ['统一社会信用代码', '社会信用代码', '信用代码'], optional: true },
  from: { names: ['注册日期', '注册时间', '初始注册日期'] },
  to: { names: ['有效期至', '有效期', '注册有效期'] },
} satisfies RegisterColumns<string>;

export const insuranceColumns = {
  name: { names: ['姓名', '人员姓名'] },
  identityNumber: registrationColumns.identityNumber,
  unit: { names: ['参保单位', '缴费单位', '缴存单位', '单位名称'] },
  code: registrationColumns.code,
  kind: { names: ['险种', '险种类型'], optional: true },
  from: { names: ['起始月', '起始年月', '开始年月', '参保起始月'] },
  to: { names: ['截止月', '截止年月', '终止年月', '参保截止月'], optional: true },
} satisfies RegisterColumns<string>;

export const exceptionColumns = {
  identityNumber: registrationColumns.identityNumber,
  situation: { names: ['情形', '例外情形'] },
  basis: { names: ['依据', '依据材料', '证明材料'], optional: true },
  verification: { names: ['核实', '核实结果', '核实情况'] },
} satisfies RegisterColumns<string>;

export interface RegisterRow<Key extends string> {
  readonly line: number;
  readonly cells: Readonly<Record<Key, string>>;
  readonly raw: string;
}

/** Rows above a header that may be a title or a date. */
const mostTitleRows = 20;

/**
 * The rows of a register by the names of its columns. What stands above the header (a title, who exported it) is passed over; columns that
 * are not asked for are ignored.
 *
 * @param file what the file is called in sentences
 * @throws InputError `column_missing`
 */
export async function* readRegister<Key extends string>(
  lines: AsyncIterable<RegisterLine>,
  columns: RegisterColumns<Key>,
  file: string,
): AsyncGenerator<RegisterRow<Key> | RejectedRow> {
  let places: readonly (readonly [Key, number])[] | undefined;
  let nearest: Found<Key> | undefined;
  let above = 0;
  for await (const line of lines) {
    if (places === undefined) {
      const found = 'cells' in line ? findColumns(line.cells, columns) : undefined;
      if (found !== undefined && found.missing.length === 0) places = found.places;
      else {
        if (found !== undefined && found.missing.length < (nearest?.missing.length ?? Infinity)) nearest = found;
        above++;
        if (above > mostTitleRows) break;
      }
      continue;
    }
    if ('problem' in line) {
      yield { line: line.line, reason: `这一行不是完整的表格行：${line.problem}`, raw: line.raw };
      continue;
    }
    const cells: Partial<Record<Key, string>> = {};
    for (const [key, place] of places) cells[key] = place < 0 ? '' : (line.cells[place] ?? '').trim();
    yield { line: line.line, cells: cells as Record<Key, string>, raw: line.raw };
  }
  if (places === undefined) throw columnMissing(columns, nearest, file);
}

interface Found<Key extends string> {
  readonly places: readonly (readonly [Key, number])[];
  readonly missing: readonly Key[];
}

function findColumns<Key extends string>(header: readonly string[], columns: RegisterColumns<Key>): Found<Key> {
  const written = header.map((cell) => cell.normalize('NFKC').replace(/\s/g, ''));
  const keys = Object.keys(columns) as Key[];
  const places = keys.map((key) => [key, written.findIndex((cell) => columns[key].names.includes(cell))] as const);
  return {
    places,
    missing: places.filter(([key, place]) => place < 0 && columns[key].optional !== true).map(([key]) => key),
  };
}

function columnMissing<Key extends string>(
  columns: RegisterColumns<Key>,
  nearest: Found<Key> | undefined,
  file: string,
): InputError {
  const keys = nearest === undefined ? (Object.keys(columns) as Key[]) : nearest.missing;
  const needed = keys.filter((key) => columns[key].optional !== true).map((key) => columns[key].names[0]);
  return new InputError(
    'column_missing',
    `${file} lacks the column${needed.length > 1 ? 's' : ''} ${needed.join(', ')}; give it a header row with ${Object.values<
      RegisterColumns<Key>[Key]
    >(columns)
      .map(({ names }) => names[0])
      .join(', ')}.`,
  );
}
