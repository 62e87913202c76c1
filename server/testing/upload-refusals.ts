import type { RowFault } from '../../text/posting-files/raw-row.js';

/** Why an upload that could be received cannot be used, by the error's code; `count` says how many rows it is about. */
const sentences: Readonly<Record<string, (count: number) => string>> = {
  column_missing: () => '表中没有“正文”（text）一列，请在表头写明哪一列是正文。',
  csv_invalid: () => '表头无法读取，请检查第一行的引号和分隔符。',
  xlsx_invalid: () => '工作簿无法读取，请用电子表格软件重新保存后再试。',
  workbook_unpacks: () => '工作簿解压后过大，或内容与其目录不符，不予读取。',
  rows_too_many: (most) => `文件超过 ${most} 行，请分成几个文件。`,
  no_rows: () => '文件中没有一行可以评测：每行须有正文和标签（rental 或 genuine）。',
  rows_seen: (count) =>
    `有 ${count} 行是这个研判版本训练时用过的，用它们得出的数字只说明记忆、不说明判断。请换用其他信息；确需评测时，勾选“也评测训练用过的行”。`,
  release_invalid: () => '这个文件不是可用的研判版本：内容不完整，或与本程序的版本不符。',
  out_of_memory: () => '处理这个文件需要的内存过多，已停止；请分成几个文件。',
};

export function uploadRefusal(code: string, count = 0): string {
  return sentences[code]?.(count) ?? `无法处理这个文件（${code}）。`;
}

/** Why a row is left out. It quotes nothing of the row: the report is kept, the rows are not. */
export const rowRefusal: Readonly<Record<RowFault | 'label_missing', string>> = {
  not_json: '不是 JSON',
  not_an_object: '不是 {…} 对象',
  text_missing: '没有正文（text）',
  label_missing: '没有标签（label）',
  label_unknown: '标签不是 rental 或 genuine',
  value_not_text: '某一项不是文字',
  columns_differ: '列数与表头不同',
  quote_unclosed: '引号没有闭合',
  text_behind_quote: '引号之后还有文字（引号内的引号须写两次）',
  row_too_long: '这一行过长',
};
