import { describe, expect, it } from 'vitest'
import { createEmfCounters, defectLine } from '../../../shared/adapters/telemetry/emf.ts'
import type { CounterRow } from '../../../shared/ports/counters.ts'
import { createMemoryCounters } from '../../support/memory-counters.ts'

const HOUR = 1_795_000_000_000
const row = (counts: CounterRow['counts']): CounterRow => ({ hour: HOUR, freshness: 'news', counts })

function world() {
  const lines: string[] = []
  const memory = createMemoryCounters()
  const clock = { now: () => HOUR + 1_234 }
  const counters = createEmfCounters({
    counters: memory,
    stage: 'prod',
    clock,
    print: (line) => lines.push(line),
  })
  return { counters, memory, lines }
}

describe('counters that are also metrics of CloudWatch', () => {
  it('are printed as one line in the embedded metric format, with the stage for their only dimension', async () => {
    const { counters, lines } = world()
    await counters.add(row({ hits: 2, micro_usd_saved: 1_500, misses: 0 }))
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] as string)).toEqual({
      _aws: {
        Timestamp: HOUR + 1_234,
        CloudWatchMetrics: [
          {
            Namespace: 'Ingot',
            Dimensions: [['Stage']],
            Metrics: [
              { Name: 'hits', Unit: 'Count' },
              { Name: 'micro_usd_saved', Unit: 'Count' },
            ],
          },
        ],
      },
      Stage: 'prod',
      hits: 2,
      micro_usd_saved: 1_500,
    })
    expect(lines[0]).not.toContain('\n')
  })

  it('are printed as distributions where they are waits: the middle of each step, and how often', async () => {
    const { counters, lines } = world()
    await counters.add(row({ first_delta_le_25: 3, first_delta_le_800: 1, first_delta_le_more: 2 }))
    const { _aws, ...values } = JSON.parse(lines[0] as string)
    expect(_aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'first_delta_ms', Unit: 'Milliseconds' }])
    expect(values).toEqual({
      Stage: 'prod',
      first_delta_ms: { Values: [12.5, 600, 76_800], Counts: [3, 1, 2] },
    })
  })

  it('are stored and read as ever', async () => {
    const { counters } = world()
    await counters.add(row({ hits: 1 }))
    await counters.add(row({ hits: 1, misses: 1 }))
    expect(await counters.read({ from: HOUR, to: HOUR })).toMatchObject([
      { freshness: 'news', counts: { hits: 2, misses: 1 } },
    ])
  })

  it('print nothing that was not stored, and no line without a figure', async () => {
    const { counters, memory, lines } = world()
    memory.failing.push(new Error('the store is away'))
    await expect(counters.add(row({ hits: 1 }))).rejects.toThrow('the store is away')
    await counters.add(row({ hits: 0 }))
    expect(lines).toEqual([])
  })

  it('stay far below the hundred metrics and the size of a line, whatever is counted', async () => {
    const { counters, lines } = world()
    const { COUNTER_NAMES } = await import('../../../shared/metrics/definitions.ts')
    await counters.add(row(Object.fromEntries(COUNTER_NAMES.map((name) => [name, 123_456_789]))))
    const { _aws } = JSON.parse(lines[0] as string)
    expect(_aws.CloudWatchMetrics[0].Metrics.length).toBeLessThan(100)
    expect(lines[0]?.length).toBeLessThan(10_000)
  })
})

describe('a failure that the code is to blame for', () => {
  it('is a metric of the function and the version of its code', () => {
    const line = defectLine({ function: 'ingot-stream', version: '7', at: HOUR })
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: HOUR,
        CloudWatchMetrics: [
          {
            Namespace: 'Ingot',
            Dimensions: [['Function', 'Version']],
            Metrics: [{ Name: 'defects', Unit: 'Count' }],
          },
        ],
      },
      Function: 'ingot-stream',
      Version: '7',
      defects: 1,
    })
  })
})
