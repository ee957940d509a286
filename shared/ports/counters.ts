import type { CounterName, FreshnessClass } from '../metrics/definitions.ts'

/** What one hour amounted to, for one freshness class; `none` for what has no class. */
export type CounterRow = {
  /** Start of the hour, ms since the epoch. */
  hour: number
  freshness: FreshnessClass | 'none'
  counts: Partial<Record<CounterName, number>>
}

/** Sums shared by all processes, which survive them. */
export interface Counters {
  /** Adds the row to what is stored, in one write: all of its counts or none. */
  add(row: CounterRow): Promise<void>
  /** The rows of the hours from the one of `from` up to the one of `to`, both included; ms since the epoch. */
  read(options: { from: number; to: number }): Promise<CounterRow[]>
}

/** Counts something that happened just now. Never throws, never waits. */
export type Count = (counter: CounterName, by?: number, freshness?: FreshnessClass) => void
