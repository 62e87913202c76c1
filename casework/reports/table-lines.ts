import { type FigureCell, type MonthFigures, type ReportedOrganisation, valuesOf } from './month-figures.js';
import type { MonthlyTemplate } from './monthly-template.js';

/** A line of the month's table. */
export interface TableLine {
  /** What an organisation did itself, or the sum of it and all below it. */
  readonly kind: 'own' | 'sum';
  readonly organisationId: string;
  readonly name: string;
  /** 0 of the organisation that reports, 1 of its cities, 2 of their counties. */
  readonly level: number;
  /** Of a sum: the lines that it adds up, by their places in the table. */
  readonly adds: readonly number[];
  /** By column, formulas included; null: left to be filled in by hand. */
  readonly values: Readonly<Record<string, number | null>>;
  /** What is counted, by column; formulas have none. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** The table from the top: each organisation, the ones below it, and their sum; the last line is the sum of everything. */
export function tableLines(template: MonthlyTemplate, { organisations, rows }: MonthFigures): readonly TableLine[] {
  const lines: TableLine[] = [];
  const childrenOf = (id: string) => organisations.filter(({ parentId }) => parentId === id);
  const root = organisations.find(({ parentId }) => parentId === null);

  /** @returns the place of the line that stands for the organisation with all below it */
  function add(organisation: ReportedOrganisation, level: number): number {
    const children = childrenOf(organisation.id);
    const isRoot = organisation === root;
    const cells = rows.find(({ organisationId }) => organisationId === organisation.id)?.cells ?? {};
    const own = lines.push(ownLine(template, organisation, level, children.length > 0, cells)) - 1;
    if (children.length === 0 && !isRoot) return own;
    const adds = [own, ...children.map((child) => add(child, level + 1))];
    const name = isRoot ? '合计' : `${organisation.name}小计`;
    const added = adds.flatMap((at) => lines[at] ?? []);
    return lines.push(sumLine(template, { organisationId: organisation.id, name, level, adds }, added)) - 1;
  }

  if (root !== undefined) add(root, 0);
  return lines;
}

function ownLine(
  template: MonthlyTemplate,
  { id, name }: ReportedOrganisation,
  level: number,
  hasMore: boolean,
  cells: Readonly<Record<string, FigureCell>>,
): TableLine {
  const members = Object.entries(cells).map(([key, cell]): [string, readonly string[]] => [key, cell.members]);
  return {
    ...{ kind: 'own', organisationId: id, name: hasMore ? `${name}（本级）` : name, level, adds: [] },
    ...{ values: valuesOf(template, (key) => cells[key]?.value ?? null), members: Object.fromEntries(members) },
  };
}

function sumLine(
  template: MonthlyTemplate,
  place: Pick<TableLine, 'organisationId' | 'name' | 'level' | 'adds'>,
  added: readonly TableLine[],
): TableLine {
  const sum = (key: string): number => added.reduce((total, { values }) => total + (values[key] ?? 0), 0);
  const counted = template.columns.filter(({ formula }) => formula === undefined);
  const members = counted.map(({ key }): [string, string[]] => [key, added.flatMap((line) => line.members[key] ?? [])]);
  return { kind: 'sum', ...place, values: valuesOf(template, sum), members: Object.fromEntries(members) };
}
