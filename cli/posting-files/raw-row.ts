/** A line as a reader of one format gives it: the object that should be a posting, or what is wrong with the line. `raw` is the line as it stands. */
export type RawRow =
  | { readonly line: number; readonly value: unknown; readonly raw: string }
  | { readonly line: number; readonly problem: string; readonly raw: string };
