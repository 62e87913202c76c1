import type { TableFault } from '../tables/table-row.js';

/** Why a line is no posting, for those who say it in other words than `problem` does. */
export type RowFault = TableFault | 'not_json' | 'not_an_object' | 'text_missing' | 'label_unknown' | 'value_not_text';

export interface RowProblem {
  readonly code: RowFault;
  /** In English, with the values that are wrong. */
  readonly problem: string;
}

/** A line that is no posting. `line` counts from 1, in a table from its header; `raw` is the line as it stands. */
export interface RejectedRow extends RowProblem {
  readonly line: number;
  readonly raw: string;
}

/** A line as a reader of one format gives it: the object that should be a posting, or what is wrong with the line. */
export type RawRow = { readonly line: number; readonly value: unknown; readonly raw: string } | RejectedRow;
