import type { Clock } from '../ports/clock.ts'
import type { Count, CounterRow, Counters } from '../ports/counters.ts'
import type { CounterName } from './definitions.ts'

const HOUR_MS = 3_600_000

/** A day of every class. A store that is gone for longer gets the rest under the hours it has missed. */
const ROWS_AT_MOST = 120

/**
 * Sums in memory what is counted and adds it to the shared counters, at most once in `flushEveryMs` while
 * there is something to add. What could not be written stays and goes with the next flush.
 */
export function createCountRecorder(options: {
  counters: Pick<Counters, 'add'>
  clock: Pick<Clock, 'now'>
  /** Default 1,000. */
  flushEveryMs?: number
}) {
  const { counters, clock, flushEveryMs = 1_000 } = options
  let rows = new Map<string, CounterRow>()
  /** Of `rows`: most counts come in a row. */
  let latest: CounterRow | undefined
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | undefined
  let closed = false

  const rowOf = (hour: number, freshness: CounterRow['freshness']): CounterRow => {
    if (latest?.hour === hour && latest.freshness === freshness) return latest
    latest = findRow(hour, freshness)
    return latest
  }

  const findRow = (hour: number, freshness: CounterRow['freshness']): CounterRow => {
    const key = `${hour}#${freshness}`
    const there = rows.get(key) ?? (rows.size < ROWS_AT_MOST ? undefined : latestOf(rows, freshness))
    if (there) return there
    const row: CounterRow = { hour, freshness, counts: {} }
    rows.set(key, row)
    return row
  }

  const sum = ({ counts }: CounterRow, counter: CounterName, by: number) => {
    counts[counter] = (counts[counter] ?? 0) + by
  }

  const write = async (row: CounterRow) => {
    try {
      await counters.add(row)
    } catch {
      const kept = rowOf(row.hour, row.freshness)
      for (const [counter, by] of Object.entries(row.counts)) sum(kept, counter as CounterName, by)
    }
  }

  const flush = async () => {
    // What a flush that is under way took with it is not ours to write; what came after is.
    while (flushing !== undefined) await flushing
    if (rows.size === 0) return
    const taken = [...rows.values()]
    rows = new Map()
    latest = undefined
    flushing = Promise.all(taken.map(write)).then(() => {
      flushing = undefined
    })
    await flushing
  }

  const schedule = () => {
    if (timer !== undefined || closed || rows.size === 0) return
    const next = () => {
      timer = undefined
      schedule()
    }
    timer = setTimeout(() => void flush().then(next), flushEveryMs)
    // Figures are no reason to keep a process alive.
    timer.unref()
  }

  const count: Count = (counter, by = 1, freshness) => {
    if (!(by > 0 && Number.isFinite(by))) return
    sum(rowOf(Math.floor(clock.now() / HOUR_MS) * HOUR_MS, freshness ?? 'none'), counter, by)
    schedule()
  }

  return {
    count,
    /** Writes what was counted before the call. Never rejects. */
    flush,
    /** The last flush; what is counted after it is written only by another `flush`. */
    async close() {
      closed = true
      clearTimeout(timer)
      await flush()
    },
  }
}

function latestOf(rows: ReadonlyMap<string, CounterRow>, freshness: CounterRow['freshness']) {
  return [...rows.values()].filter((row) => row.freshness === freshness).at(-1)
}
