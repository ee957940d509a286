import type { CounterName } from '../../shared/metrics/definitions.ts'
import type { CounterRow, Counters } from '../../shared/ports/counters.ts'

const HOUR_MS = 3_600_000

/** Counters of one process; `failing` holds what the next additions are refused with, in order. */
export function createMemoryCounters(): Counters & { failing: Error[] } {
  const rows = new Map<string, CounterRow>()
  const failing: Error[] = []
  return {
    failing,
    async add({ hour, freshness, counts }) {
      const failure = failing.shift()
      if (failure) throw failure
      const added = Object.entries(counts).filter(([, by]) => by !== 0) as [CounterName, number][]
      if (added.length === 0) return
      const start = Math.floor(hour / HOUR_MS) * HOUR_MS
      const key = `${start}#${freshness}`
      const row = rows.get(key) ?? { hour: start, freshness, counts: {} }
      rows.set(key, row)
      for (const [name, by] of added) row.counts[name] = (row.counts[name] ?? 0) + by
    },
    async read({ from, to }) {
      const asked = [...rows.values()].filter(({ hour }) => hour > from - HOUR_MS && hour <= to)
      return structuredClone(asked)
    },
  }
}
