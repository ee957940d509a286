import type { Clock } from '../ports/clock.ts'
import type { Ledger, LedgerCount, LedgerRow } from '../ports/ledger.ts'
import { createSumRecorder } from './record-sums.ts'

/** Accounts of the last seconds; a store that is away for longer loses whose it was, not how much. */
const ROWS_AT_MOST = 5_000

/** `2027-01-15`, UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Adds what was used to the ledger, once a second at most. */
export function createUsageRecorder(options: {
  ledger: Pick<Ledger, 'add'>
  clock: Pick<Clock, 'now'>
  /** Default 1,000. */
  flushEveryMs?: number
}) {
  const { ledger, clock, flushEveryMs } = options
  type Head = Omit<LedgerRow, 'counts'>
  const { addAll, flush, close } = createSumRecorder<Head, LedgerCount>({
    write: (head, counts) => ledger.add({ ...head, counts }),
    nameOf: ({ account, day, model }) => `${account}\n${day}\n${model}`,
    insteadOf: ({ day, model }) => ({ account: 'all', day, model }),
    rowsAtMost: ROWS_AT_MOST,
    flushEveryMs,
  })
  return {
    /** Books the counts on each account, today. */
    book(accounts: readonly string[], model: string, counts: LedgerRow['counts']) {
      const day = dayOf(clock.now())
      for (const account of accounts) addAll({ account, day, model }, counts)
    },
    flush,
    close,
  }
}
export type UsageRecorder = ReturnType<typeof createUsageRecorder>
