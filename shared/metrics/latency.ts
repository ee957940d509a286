import { type CounterName, LATENCY_STEPS_MS, type LatencyName } from './definitions.ts'

export type Percentiles = {
  count: number
  p50_ms: number | null
  p95_ms: number | null
  p99_ms: number | null
}

/** Where the last step is taken to end, ms. */
const LONGEST_MS = 2 * (LATENCY_STEPS_MS.at(-1) ?? 0)

/**
 * Percentiles of what was counted in steps: within a step they are interpolated, so they are exact to the step
 * and no more. Null without readers.
 */
export function percentilesOf(counts: Partial<Record<CounterName, number>>, name: LatencyName): Percentiles {
  const steps = [...LATENCY_STEPS_MS, LONGEST_MS].map((end, index, ends) => ({
    from: ends[index - 1] ?? 0,
    end,
    count: counts[`${name}_le_${LATENCY_STEPS_MS[index] ?? 'more'}`] ?? 0,
  }))
  const count = steps.reduce((sum, step) => sum + step.count, 0)
  const at = (share: number): number | null => {
    let left = share * count
    for (const step of steps) {
      if (step.count > 0 && left <= step.count) {
        return Math.round(step.from + (step.end - step.from) * (left / step.count))
      }
      left -= step.count
    }
    return null
  }
  return { count, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) }
}

/** Each step as one number and how often, for a metrics service that takes distributions. */
export function distributionOf(
  counts: Partial<Record<CounterName, number>>,
  name: LatencyName,
): { values: number[]; counts: number[] } {
  const ends = [...LATENCY_STEPS_MS, LONGEST_MS]
  const steps = ends.flatMap((end, index) => {
    const count = counts[`${name}_le_${LATENCY_STEPS_MS[index] ?? 'more'}`] ?? 0
    return count === 0 ? [] : [{ middle: ((ends[index - 1] ?? 0) + end) / 2, count }]
  })
  return { values: steps.map(({ middle }) => middle), counts: steps.map(({ count }) => count) }
}
