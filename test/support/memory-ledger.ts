import { LEDGER_COUNTS, type Ledger, type LedgerRow } from '../../shared/ports/ledger.ts'

/** A ledger of one process; `failing` holds what the next calls are refused with, in order. */
export function createMemoryLedger(): Ledger & { failing: Error[]; reads: number } {
  const rows = new Map<string, LedgerRow>()
  const ledger = {
    failing: [] as Error[],
    reads: 0,
    async add({ account, day, model, counts }: LedgerRow) {
      const failure = ledger.failing.shift()
      if (failure) throw failure
      const added = LEDGER_COUNTS.filter((name) => (counts[name] ?? 0) !== 0)
      if (added.length === 0) return
      const key = JSON.stringify([account, day, model])
      const row = rows.get(key) ?? { account, day, model, counts: {} }
      rows.set(key, row)
      for (const name of added) row.counts[name] = (row.counts[name] ?? 0) + (counts[name] ?? 0)
    },
    async forget(account: string, { before }: { before: string }) {
      for (const [key, row] of rows) if (row.account === account && row.day < before) rows.delete(key)
    },
    async read(account: string, { from, to }: { from: string; to: string }) {
      const failure = ledger.failing.shift()
      if (failure) throw failure
      ledger.reads += 1
      return structuredClone(
        [...rows.values()].filter((row) => row.account === account && row.day >= from && row.day <= to),
      )
    },
  }
  return ledger
}
