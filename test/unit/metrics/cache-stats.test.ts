import { describe, expect, it } from 'vitest'
import { CacheStats } from '../../../shared/api/cache-stats.ts'
import { cacheStatsOf } from '../../../shared/metrics/cache-stats.ts'
import type { CounterRow } from '../../../shared/ports/counters.ts'

/** 2027-01-15 at 08:00 UTC. */
const EIGHT = 1_800_000_000_000
const NINE = EIGHT + 3_600_000

const NOTHING = {
  readers: 0,
  hits: 0,
  stale: 0,
  coalesced: 0,
  misses: 0,
  bypasses: 0,
  hit_ratio: null,
  memory_hits: 0,
  fills: 0,
  refreshes: 0,
  failures: 0,
  failures_remembered: 0,
  failures_made_up: 0,
  model_calls: 0,
  model_calls_avoided: 0,
  tokens_saved: 0,
  gpu_seconds_saved: 0,
  usd_saved: 0,
  tokens_used: 0,
  gpu_seconds_used: 0,
  usd_used: 0,
  takeovers: 0,
  superseded_writes: 0,
}

const ROWS: CounterRow[] = [
  {
    hour: NINE,
    freshness: 'news',
    counts: {
      hits: 5,
      stale: 1,
      coalesced: 2,
      misses: 1,
      bypasses: 1,
      memory_hits: 4,
      fills: 2,
      refreshes: 1,
    },
  },
  {
    hour: EIGHT,
    freshness: 'news',
    counts: {
      misses: 2,
      model_calls: 2,
      tokens_used: 700,
      gpu_ms_used: 2_500,
      micro_usd_used: 1_200,
      failures: 1,
      failures_remembered: 3,
      failures_made_up: 0,
      takeovers: 1,
      superseded_writes: 6,
    },
  },
  {
    hour: EIGHT,
    freshness: 'evergreen',
    counts: {
      hits: 4,
      model_calls_avoided: 4,
      tokens_saved: 9_000,
      gpu_ms_saved: 40_250,
      micro_usd_saved: 34_560,
    },
  },
  {
    hour: NINE,
    freshness: 'none',
    counts: {
      retrieval_hits: 1,
      retrieval_misses: 2,
      page_hits: 3,
      page_misses: 4,
      page_revalidations: 5,
      synopsis_hits: 6,
      synopsis_misses: 7,
      semantic_hits: 8,
      semantic_misses: 9,
      served_deep: 3,
      served_search_only: 1,
      semantic_right: 99,
      semantic_wrong: 1,
      semantic_shut: 2,
    },
  },
]

describe('the statistics of the cache', () => {
  const stats = cacheStatsOf(ROWS)

  it('sum all rows', () => {
    expect(stats.totals).toEqual({
      readers: 16,
      hits: 9,
      stale: 1,
      coalesced: 2,
      misses: 3,
      bypasses: 1,
      hit_ratio: 0.75,
      memory_hits: 4,
      fills: 2,
      refreshes: 1,
      failures: 1,
      failures_remembered: 3,
      failures_made_up: 0,
      model_calls: 2,
      model_calls_avoided: 4,
      tokens_saved: 9_000,
      gpu_seconds_saved: 40.25,
      usd_saved: 0.03456,
      tokens_used: 700,
      gpu_seconds_used: 2.5,
      usd_used: 0.0012,
      takeovers: 1,
      superseded_writes: 6,
    })
  })

  it('tell the layers apart', () => {
    expect(stats.layers).toEqual({
      answer: { hits: 12, misses: 3 },
      retrieval: { hits: 1, misses: 2 },
      page: { hits: 3, misses: 4, revalidations: 5 },
      synopsis: { hits: 6, misses: 7 },
      semantic: {
        ...{ hits: 8, misses: 9, checked: 100, wrong: 1, shut: 2 },
        ...{ max_wrong: null, is_within_budget: null },
        // The tables of Clopper and Pearson for 1 of 100.
        wrong_hit_rate: { rate: 0.01, low: expect.closeTo(0.00025, 5), high: expect.closeTo(0.05446, 4) },
      },
    })
  })

  it('tell the rungs apart', () => {
    expect(stats.rungs).toEqual({ deep: 3, fast: 0, extractive: 0, stale: 0, search_only: 1 })
  })

  it('tell the freshness classes apart', () => {
    expect(stats.by_freshness).toEqual({
      live: NOTHING,
      news: {
        ...NOTHING,
        readers: 12,
        hits: 5,
        stale: 1,
        coalesced: 2,
        misses: 3,
        bypasses: 1,
        hit_ratio: 8 / 12,
        memory_hits: 4,
        fills: 2,
        refreshes: 1,
        failures: 1,
        failures_remembered: 3,
        failures_made_up: 0,
        model_calls: 2,
        tokens_used: 700,
        gpu_seconds_used: 2.5,
        usd_used: 0.0012,
        takeovers: 1,
        superseded_writes: 6,
      },
      recent: NOTHING,
      evergreen: {
        ...NOTHING,
        readers: 4,
        hits: 4,
        hit_ratio: 1,
        model_calls_avoided: 4,
        tokens_saved: 9_000,
        gpu_seconds_saved: 40.25,
        usd_saved: 0.03456,
      },
      none: NOTHING,
    })
  })

  it('list the hours in order', () => {
    expect(stats.by_hour.map(({ hour, readers, hits }) => ({ hour, readers, hits }))).toEqual([
      { hour: '2027-01-15T08:00:00.000Z', readers: 6, hits: 4 },
      { hour: '2027-01-15T09:00:00.000Z', readers: 10, hits: 5 },
    ])
    expect(stats.by_hour[0]).toEqual({
      hour: '2027-01-15T08:00:00.000Z',
      ...NOTHING,
      readers: 6,
      hits: 4,
      misses: 2,
      hit_ratio: 4 / 6,
      failures: 1,
      failures_remembered: 3,
      failures_made_up: 0,
      model_calls: 2,
      tokens_used: 700,
      gpu_seconds_used: 2.5,
      usd_used: 0.0012,
      model_calls_avoided: 4,
      tokens_saved: 9_000,
      gpu_seconds_saved: 40.25,
      usd_saved: 0.03456,
      takeovers: 1,
      superseded_writes: 6,
    })
  })

  it('are nothing where nothing was counted', () => {
    const none = cacheStatsOf([])
    expect(none.totals).toEqual(NOTHING)
    expect(none.by_hour).toEqual([])
  })

  it.each([
    ['known to be kept, 1 of 2,000 wrong', 1_999, 1, true],
    ['known to be broken, 10 of 100 wrong', 90, 10, false],
    ['not known yet, 0 of 10 wrong', 10, 0, null],
    ['not known, none checked', 0, 0, null],
  ])('say of the budget of wrong hits: %s', (_, semantic_right, semantic_wrong, isWithin) => {
    const rows = [
      { hour: 1_800_000_000_000, freshness: 'none' as const, counts: { semantic_right, semantic_wrong } },
    ]
    const { semantic } = cacheStatsOf(rows, [], { maxWrong: 0.005 }).layers
    expect([semantic.max_wrong, semantic.is_within_budget]).toEqual([0.005, isWithin])
    expect(cacheStatsOf(rows).layers.semantic).toMatchObject({ max_wrong: null, is_within_budget: null })
  })

  it('fit the schema of the wire', () => {
    expect(CacheStats.parse(stats)).toEqual(stats)
    expect(CacheStats.parse(cacheStatsOf([]))).toEqual(cacheStatsOf([]))
  })
})
