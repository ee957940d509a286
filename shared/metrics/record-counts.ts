import type { Clock } from '../ports/clock.ts'
import type { Count, CounterRow, Counters } from '../ports/counters.ts'
import type { CounterName } from './definitions.ts'
import { createSumRecorder } from './record-sums.ts'

const HOUR_MS = 3_600_000

/** A day of every class. A store that is gone for longer gets the rest under the hours it has missed. */
const ROWS_AT_MOST = 120

type Head = Pick<CounterRow, 'hour' | 'freshness'>

/** Sums what is counted by hour and class, and adds it to the shared counters once a second at most. */
export function createCountRecorder(options: {
  counters: Pick<Counters, 'add'>
  clock: Pick<Clock, 'now'>
  /** Default 1,000. */
  flushEveryMs?: number
}) {
  const { counters, clock, flushEveryMs } = options
  const { add, flush, close } = createSumRecorder<Head, CounterName>({
    write: (head, counts) => counters.add({ ...head, counts }),
    insteadOf: ({ freshness }, rows) => rows.filter((row) => row.freshness === freshness).at(-1),
    rowsAtMost: ROWS_AT_MOST,
    flushEveryMs,
  })
  /** Of this hour. */
  let hour = Number.NaN
  let heads: Partial<Record<Head['freshness'], Head>> = {}
  const count: Count = (counter, by = 1, given) => {
    const freshness = given ?? 'none'
    const now = Math.floor(clock.now() / HOUR_MS) * HOUR_MS
    if (now !== hour) {
      hour = now
      heads = {}
    }
    heads[freshness] ??= { hour, freshness }
    add(heads[freshness], counter, by)
  }
  return { count, flush, close }
}
