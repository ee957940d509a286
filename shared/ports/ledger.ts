/** What is summed for each account, day, model and cache outcome; money and time in whole small units. */
export const LEDGER_COUNTS = [
  'requests',
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'gpu_ms',
  'micro_usd',
] as const
export type LedgerCount = (typeof LEDGER_COUNTS)[number]

export type LedgerRow = {
  /** `all`, `tenant:<hash>` or `caller:<hash>`. */
  account: string
  /** UTC, `YYYY-MM-DD`. */
  day: string
  /** A model's alias, or `none`. */
  model: string
  counts: Partial<Record<LedgerCount, number>>
}

/** Who has used what: sums shared by all processes, kept as users' data are. */
export interface Ledger {
  /** Adds the row to what is stored, in one write: all of its counts or none. */
  add(row: LedgerRow): Promise<void>
  /** The rows of an account on one day. */
  read(account: string, options: { day: string }): Promise<LedgerRow[]>
}
