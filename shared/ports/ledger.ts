/** What is summed for each account, day and model; money and time in whole small units. */
export const LEDGER_COUNTS = [
  /** Calls of the model; what follows is what they took. */
  'requests',
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'gpu_ms',
  'micro_usd',
  /** Answers read, by cache outcome; what follows is what their readers were spared. */
  'hits',
  'stale',
  'coalesced',
  'misses',
  'bypasses',
  'saved_tokens',
  'saved_gpu_ms',
  'saved_micro_usd',
] as const
export type LedgerCount = (typeof LEDGER_COUNTS)[number]

export type LedgerRow = {
  /** `all`, `tenant:<hash>`, `caller:<hash>` or `key:<id>`. */
  account: string
  /** UTC, `YYYY-MM-DD`. */
  day: string
  /** A model's alias, or `none`. */
  model: string
  counts: Partial<Record<LedgerCount, number>>
}

/** Who has used what: sums shared by all processes, kept for as many days as is set. */
export interface Ledger {
  /** Adds the row to what is stored, in one write: all of its counts or none. */
  add(row: LedgerRow): Promise<void>
  /** The rows of an account from the one day to the other, both included. */
  read(account: string, options: { from: string; to: string }): Promise<LedgerRow[]>
  /** Drops the rows of an account from the days before `before`. */
  forget(account: string, options: { before: string }): Promise<void>
}
