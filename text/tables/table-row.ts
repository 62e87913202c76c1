/** Why a line of a table cannot be read as a row, for those who say it in other words than `problem` does. */
export type TableFault = 'columns_differ' | 'quote_unclosed' | 'text_behind_quote' | 'row_too_long';

export interface TableProblem {
  readonly code: TableFault;
  /** In English, with the values that are wrong. */
  readonly problem: string;
}

/** A line that belongs to no row. `line` counts from 1, the header among them; `raw` is the line as it stands. */
export interface BrokenRow extends TableProblem {
  readonly line: number;
  readonly raw: string;
}

/** A row of a table: as many cells as its header has. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly raw: string;
}
