import { stringify } from 'csv-stringify/sync';
import type { Lead, UnitStanding } from '../../casework/comparison/lead.js';

/** A file of leads or of units: JSON a line, or a table with a Chinese header for a spreadsheet. */
export interface RowFormat<Row> {
  readonly head: string;
  write(row: Row): string;
}

const kinds: Readonly<Record<Lead['kind'], string>> = {
  mismatch: '不一致',
  exception: '例外（已核实）',
  unclear: '待核对',
  multiple: '同时多单位注册',
  frequent_changes: '变更频繁',
};

const joined = (values: readonly string[]): string => [...new Set(values)].filter((value) => value !== '').join('；');

/** In the order of the table's columns. */
const leadColumns: Readonly<Record<string, (lead: Lead) => string | number>> = {
  结论: ({ kind }) => kinds[kind],
  姓名: ({ name }) => name,
  身份证号: ({ identityNumber }) => identityNumber,
  证书: ({ registrations }) =>
    joined(registrations.map(({ credential, specialty }) => `${credential} ${specialty}`.trim())),
  注册编号: ({ registrations }) => joined(registrations.map(({ number }) => number)),
  注册单位: ({ registrations }) => joined(registrations.map(({ name }) => name)),
  注册单位信用代码: ({ registrations }) => joined(registrations.map(({ code }) => code)),
  参保单位: ({ insurance }) => joined(insurance.map(({ name }) => name)),
  参保单位信用代码: ({ insurance }) => joined(insurance.map(({ code }) => code)),
  起: ({ from }) => from,
  止: ({ to }) => to,
  月数: ({ months }) => months,
  注册表行号: ({ registrations }) => joined(registrations.map(({ line }) => String(line))),
  参保表行号: ({ insurance }) => joined(insurance.map(({ line }) => String(line))),
  说明: ({ explanation }) => explanation,
};

const unitColumns: Readonly<Record<string, (unit: UnitStanding) => string | number>> = {
  单位: ({ name }) => name,
  统一社会信用代码: ({ code }) => code,
  注册人数: ({ registered }) => registered,
  不一致人数: ({ mismatches }) => mismatches,
  同时多单位注册人数: ({ multiple }) => multiple,
  待核对人数: ({ unclear }) => unclear,
};

export function leadFormat(file: string): RowFormat<Lead> {
  return isTable(file) ? table(leadColumns) : jsonLines;
}

export function unitFormat(file: string): RowFormat<UnitStanding> {
  return isTable(file) ? table(unitColumns) : jsonLines;
}

function isTable(file: string): boolean {
  return file.toLowerCase().endsWith('.csv');
}

const jsonLines: RowFormat<unknown> = { head: '', write: (row) => `${JSON.stringify(row)}\n` };

/** With a byte order mark, by which spreadsheets know UTF-8, and no cell that one takes for a formula. */
function table<Row>(columns: Readonly<Record<string, (row: Row) => string | number>>): RowFormat<Row> {
  const line = (cells: readonly (string | number)[]): string =>
    stringify([cells], { escape_formulas: true, record_delimiter: 'windows' });
  return {
    head: `\ufeff${line(Object.keys(columns))}`,
    write: (row) => line(Object.values(columns).map((cell) => cell(row))),
  };
}
