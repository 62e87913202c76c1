/** A place where the ledger does not hold, and why. */
export interface LedgerFault {
  /** Of the entry that is bad; one behind the last where entries are missing at the end. */
  readonly sequence: number;
  readonly why: string;
}
