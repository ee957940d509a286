import { describe, expect, it } from 'vitest'
import { COUNTERS, LATENCIES } from '../../../shared/metrics/definitions.ts'
import { openMetricsOf } from '../../../shared/metrics/open-metrics.ts'
import { readOpenMetrics } from '../../support/read-open-metrics.ts'

const SINCE = Date.parse('2027-01-15T00:00:00Z')
const MODEL = {
  object: 'model' as const,
  created: 0,
  owned_by: 'bedrock',
  modes: [],
  capabilities: {},
  context_tokens: null,
  tried_again_at: null,
}

const text = openMetricsOf({
  since: SINCE,
  rows: [
    { hour: SINCE, freshness: 'news', counts: { hits: 3, gpu_ms_saved: 1_250, first_delta_le_25: 2 } },
    { hour: SINCE + 3_600_000, freshness: 'news', counts: { hits: 4, first_delta_le_1600: 1 } },
    { hour: SINCE, freshness: 'none', counts: { takeovers: 1, micro_usd_used: 270, first_delta_le_more: 1 } },
  ],
  models: {
    object: 'list',
    data: [{ ...MODEL, id: 'r1 "deep" \\ v2', state: 'busy', running: 4, queued: 2 }],
  },
  ready: {
    status: 'ready',
    dependencies: { store: 'ok', model: 'not_configured', web_search_brave: 'failed' },
  },
})
const { types, samples } = readOpenMetrics(text)

describe('the OpenMetrics text', () => {
  it('sums the hours of each class of freshness, and says since when', () => {
    expect(samples.get('ingot_hits_total{freshness="news"}')).toBe(7)
    expect(samples.get('ingot_hits_total{freshness="live"}')).toBe(0)
    expect(samples.get('ingot_hits_created{freshness="news"}')).toBe(1_799_971_200)
    expect(samples.get('ingot_takeovers_total{freshness="none"}')).toBe(1)
  })

  it('tells of everything that is defined', () => {
    const counters = [...types].filter(([, type]) => type === 'counter')
    expect(counters).toHaveLength(Object.keys(COUNTERS).length)
    const histograms = [...types].filter(([, type]) => type === 'histogram').map(([name]) => name)
    expect(histograms).toEqual(Object.keys(LATENCIES).map((name) => `ingot_${name}_seconds`))
    expect(text).toContain('# HELP ingot_misses readers who started a fill\n')
  })

  it('tells amounts in seconds and dollars', () => {
    expect(samples.get('ingot_gpu_saved_seconds_total{freshness="news"}')).toBe(1.25)
    expect(samples.get('ingot_used_usd_total{freshness="none"}')).toBe(0.00027)
    expect(text).toContain('# UNIT ingot_gpu_saved_seconds seconds\n')
  })

  it('adds the steps of a latency up', () => {
    const buckets = [...samples].filter(([name]) => name.startsWith('ingot_first_delta_seconds_bucket'))
    expect(buckets.map(([, count]) => count)).toEqual([2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4])
    expect(buckets[0]?.[0]).toBe('ingot_first_delta_seconds_bucket{le="0.025"}')
    expect(buckets[12]?.[0]).toBe('ingot_first_delta_seconds_bucket{le="+Inf"}')
    expect(samples.get('ingot_total_seconds_bucket{le="+Inf"}')).toBe(0)
  })

  it('tells how models and dependencies stand, whatever they are called', () => {
    const model = 'model="r1 \\"deep\\" \\\\ v2"'
    expect(samples.get(`ingot_model_state{${model},ingot_model_state="busy"}`)).toBe(1)
    expect(samples.get(`ingot_model_state{${model},ingot_model_state="available"}`)).toBe(0)
    expect(samples.get(`ingot_model_running{${model}}`)).toBe(4)
    expect(samples.get(`ingot_model_queued{${model}}`)).toBe(2)
    expect(samples.get('ingot_dependency_up{dependency="store"}')).toBe(1)
    expect(samples.get('ingot_dependency_up{dependency="web_search_brave"}')).toBe(0)
    expect(text).not.toContain('dependency="model"')
  })
})
