import type { CacheStats, CacheTotals } from '../api/cache-stats.ts'
import { upperBound } from '../lib/upper-bound.ts'
import type { CounterRow } from '../ports/counters.ts'
import { COUNTER_NAMES, type CounterName } from './definitions.ts'
import { percentilesOf } from './latency.ts'

type Sums = Record<CounterName, number>

/** What the operator is told, from the rows of the hours asked for. */
export function cacheStatsOf(
  rows: readonly CounterRow[],
  top_questions: CacheStats['top_questions'] = [],
  { maxWrong = null }: { maxWrong?: number | null } = {},
): CacheStats {
  const all = sumOf(rows)
  const byFreshness = (freshness: CounterRow['freshness']) =>
    totalsOf(sumOf(rows.filter((row) => row.freshness === freshness)))
  const hours = [...new Set(rows.map(({ hour }) => hour))].sort((one, other) => one - other)
  return {
    totals: totalsOf(all),
    layers: {
      answer: { hits: all.hits + all.stale + all.coalesced, misses: all.misses },
      retrieval: { hits: all.retrieval_hits, misses: all.retrieval_misses },
      page: { hits: all.page_hits, misses: all.page_misses, revalidations: all.page_revalidations },
      semantic: { hits: all.semantic_hits, misses: all.semantic_misses, ...wrongHitsOf(all, maxWrong) },
      synopsis: { hits: all.synopsis_hits, misses: all.synopsis_misses },
    },
    rungs: {
      deep: all.served_deep,
      fast: all.served_fast,
      extractive: all.served_extractive,
      stale: all.served_stale,
      search_only: all.served_search_only,
    },
    latency: {
      first_byte: percentilesOf(all, 'first_byte'),
      first_delta: percentilesOf(all, 'first_delta'),
      total: percentilesOf(all, 'total'),
    },
    by_freshness: {
      live: byFreshness('live'),
      news: byFreshness('news'),
      recent: byFreshness('recent'),
      evergreen: byFreshness('evergreen'),
      none: byFreshness('none'),
    },
    top_questions,
    by_hour: hours.map((hour) => ({
      hour: new Date(hour).toISOString(),
      ...totalsOf(sumOf(rows.filter((row) => row.hour === hour))),
    })),
  }
}

/** Two-sided, 95 percent, of Clopper and Pearson. */
function wrongHitsOf(
  { semantic_right: right, semantic_wrong: wrong, semantic_shut }: Sums,
  maxWrong: number | null,
) {
  const checked = right + wrong
  const most = (failures: number) => upperBound(failures, checked, 0.975)
  const rate = checked === 0 ? null : { rate: wrong / checked, low: 1 - most(right), high: most(wrong) }
  return {
    checked,
    wrong,
    wrong_hit_rate: rate,
    max_wrong: maxWrong,
    is_within_budget: rate && maxWrong !== null ? isWithin(rate, maxWrong) : null,
    shut: semantic_shut,
  }
}

function isWithin({ low, high }: { low: number; high: number }, maxWrong: number): boolean | null {
  if (high <= maxWrong) return true
  return low > maxWrong ? false : null
}

function sumOf(rows: readonly CounterRow[]): Sums {
  const sum = (name: CounterName) => rows.reduce((total, { counts }) => total + (counts[name] ?? 0), 0)
  return Object.fromEntries(COUNTER_NAMES.map((name) => [name, sum(name)])) as Sums
}

function totalsOf(sums: Sums): CacheTotals {
  const { hits, stale, coalesced, misses, bypasses } = sums
  const served = hits + stale + coalesced
  const readers = served + misses + bypasses
  return {
    readers,
    hits,
    stale,
    coalesced,
    misses,
    bypasses,
    hit_ratio: readers === 0 ? null : served / readers,
    memory_hits: sums.memory_hits,
    fills: sums.fills,
    refreshes: sums.refreshes,
    failures: sums.failures,
    failures_remembered: sums.failures_remembered,
    failures_made_up: sums.failures_made_up,
    model_calls: sums.model_calls,
    model_calls_avoided: sums.model_calls_avoided,
    tokens_saved: sums.tokens_saved,
    gpu_seconds_saved: sums.gpu_ms_saved / 1_000,
    usd_saved: sums.micro_usd_saved / 1_000_000,
    tokens_used: sums.tokens_used,
    gpu_seconds_used: sums.gpu_ms_used / 1_000,
    usd_used: sums.micro_usd_used / 1_000_000,
    takeovers: sums.takeovers,
    superseded_writes: sums.superseded_writes,
  }
}
