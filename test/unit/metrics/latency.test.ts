import { describe, expect, it } from 'vitest'
import { latencyCounter } from '../../../shared/metrics/definitions.ts'
import { distributionOf, percentilesOf } from '../../../shared/metrics/latency.ts'

describe('the step of a wait', () => {
  it.each([
    [0, 'total_le_25'],
    [25, 'total_le_25'],
    [25.1, 'total_le_50'],
    [1_600, 'total_le_1600'],
    [51_200, 'total_le_51200'],
    [51_201, 'total_le_more'],
    [10_000_000, 'total_le_more'],
  ])('of %d ms is %s', (ms, counter) => {
    expect(latencyCounter('total', ms)).toBe(counter)
  })
})

describe('percentiles of waits that were counted in steps', () => {
  it('are null without readers', () => {
    expect(percentilesOf({}, 'total')).toEqual({ count: 0, p50_ms: null, p95_ms: null, p99_ms: null })
    expect(percentilesOf({ first_byte_le_25: 9 }, 'total').count).toBe(0)
  })

  it('are interpolated within their step', () => {
    const counts = { total_le_100: 50, total_le_200: 50 }
    expect(percentilesOf(counts, 'total')).toEqual({ count: 100, p50_ms: 100, p95_ms: 190, p99_ms: 198 })
  })

  it('skip the steps that nobody fell into', () => {
    expect(percentilesOf({ total_le_25: 1, total_le_51200: 99 }, 'total')).toMatchObject({
      p50_ms: 38_271,
      p99_ms: 50_941,
    })
  })

  it('take the last step, which has no end, for one as long as all before it', () => {
    expect(percentilesOf({ total_le_more: 10 }, 'total')).toEqual({
      count: 10,
      p50_ms: 76_800,
      p95_ms: 99_840,
      p99_ms: 101_888,
    })
  })

  it('never fall from one to the next', () => {
    for (let seed = 1; seed < 50; seed += 1) {
      const counts = { total_le_25: seed % 7, total_le_400: (seed * 3) % 11, total_le_more: (seed * 5) % 4 }
      const { p50_ms, p95_ms, p99_ms } = percentilesOf(counts, 'total')
      const told = [p50_ms, p95_ms, p99_ms].map(Number)
      expect(told).toEqual([...told].sort((a, b) => a - b))
    }
  })
})

describe('a distribution', () => {
  it('has the middle of each step in which there was somebody', () => {
    const counts = { first_delta_le_25: 1, first_delta_le_50: 0, first_delta_le_100: 2, total_le_25: 9 }
    expect(distributionOf(counts, 'first_delta')).toEqual({ values: [12.5, 75], counts: [1, 2] })
    expect(distributionOf({}, 'first_delta')).toEqual({ values: [], counts: [] })
  })
})
