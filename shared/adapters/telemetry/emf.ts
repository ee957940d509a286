import { COUNTERS, DEFECTS, LATENCIES, type LatencyName } from '../../metrics/definitions.ts'
import { distributionOf } from '../../metrics/latency.ts'
import { METRICS_NAMESPACE } from '../../names.ts'
import type { Clock } from '../../ports/clock.ts'
import type { CounterRow, Counters } from '../../ports/counters.ts'

type Metric = { Name: string; Unit: 'Count' | 'Milliseconds' }

/**
 * Counters that also print what they are handed as a line of CloudWatch's embedded metric format, which becomes
 * metrics without a call. One dimension, the stage: each name costs as a metric of its own. A row is printed
 * when it was stored, so that the dashboards of AWS and of Ingot tell the same.
 */
export function createEmfCounters(options: {
  counters: Counters
  stage: string
  clock: Pick<Clock, 'now'>
  /** Takes a line without its end. */
  print: (line: string) => void
}): Counters {
  const { counters, stage, clock, print } = options
  return {
    async add(row) {
      await counters.add(row)
      const line = toEmf(row, { stage, at: clock.now() })
      if (line !== null) print(JSON.stringify(line))
    },
    read: counters.read,
  }
}

function toEmf({ counts }: CounterRow, { stage, at }: { stage: string; at: number }) {
  const sums = (Object.keys(COUNTERS) as (keyof typeof COUNTERS)[]).flatMap((name) =>
    counts[name] ? [{ name, value: counts[name], unit: 'Count' as const }] : [],
  )
  const waits = (Object.keys(LATENCIES) as LatencyName[]).flatMap((name) => {
    const { values, counts: often } = distributionOf(counts, name)
    return values.length === 0
      ? []
      : [{ name: `${name}_ms`, value: { Values: values, Counts: often }, unit: 'Milliseconds' as const }]
  })
  const all = [...sums, ...waits]
  if (all.length === 0) return null
  const Metrics = all.map(({ name, unit }): Metric => ({ Name: name, Unit: unit }))
  const values = Object.fromEntries(all.map(({ name, value }) => [name, value]))
  return embedded({ Stage: stage }, { at, Metrics, values })
}

/** One failure that the code is to blame for, in the same format. */
export const defectLine = (of: { function: string; version: string; at: number }): string =>
  JSON.stringify(
    embedded(
      { Function: of.function, Version: of.version },
      { at: of.at, Metrics: [{ Name: DEFECTS, Unit: 'Count' }], values: { [DEFECTS]: 1 } },
    ),
  )

function embedded(
  dimensions: Record<string, string>,
  { at, Metrics, values }: { at: number; Metrics: Metric[]; values: Record<string, unknown> },
) {
  const CloudWatchMetrics = [{ Namespace: METRICS_NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics }]
  return { _aws: { Timestamp: at, CloudWatchMetrics }, ...dimensions, ...values }
}
