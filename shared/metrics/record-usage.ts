import { LRUCache } from 'lru-cache'
import type { Clock } from '../ports/clock.ts'
import type { Ledger, LedgerCount, LedgerRow } from '../ports/ledger.ts'
import { createSumRecorder } from './record-sums.ts'

/** Accounts of the last seconds; a store that is away for longer loses whose it was, not how much. */
const ROWS_AT_MOST = 5_000
const DAY_MS = 86_400_000

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
    insteadOf: ({ day, model }, rows) =>
      rows.find((row) => row.account === 'all' && row.day === day && row.model === model),
    rowsAtMost: ROWS_AT_MOST,
    flushEveryMs,
  })
  let today = Number.NaN
  let day = ''
  /** Of today, by account and model. */
  const heads = new LRUCache<string, Map<string, Head>>({ max: ROWS_AT_MOST })
  const headOf = (account: string, model: string): Head => {
    const ofAccount = heads.get(account) ?? new Map<string, Head>()
    if (ofAccount.size === 0) heads.set(account, ofAccount)
    const head = ofAccount.get(model) ?? { account, day, model }
    ofAccount.set(model, head)
    return head
  }
  return {
    /** Books the counts on each account, today. */
    book(accounts: readonly string[], model: string, counts: LedgerRow['counts']) {
      const now = Math.floor(clock.now() / DAY_MS)
      if (now !== today) {
        today = now
        day = dayOf(now * DAY_MS)
        heads.clear()
      }
      for (const account of accounts) addAll(headOf(account, model), counts)
    },
    flush,
    close,
  }
}
export type UsageRecorder = ReturnType<typeof createUsageRecorder>
