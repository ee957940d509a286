/** What is counted, in one place: stored, served by `GET /v1/cache/stats`, and drawn on every dashboard. */

/** How fast the truth of an answer changes; `live` fastest. */
export const FRESHNESS_CLASSES = ['live', 'news', 'recent', 'evergreen'] as const
export type FreshnessClass = (typeof FRESHNESS_CLASSES)[number]

/** Each reading of an answer counts in exactly one of `hits`, `stale`, `coalesced`, `misses`, `bypasses`. */
export const COUNTERS = {
  hits: 'answers read from a sealed, fresh copy',
  stale: 'answers read from a sealed copy that is being refreshed',
  coalesced: 'readers of an answer that somebody else had started',
  misses: 'readers who started a fill',
  bypasses: 'readers who asked not to use the cache',
  memory_hits: 'hits and stale reads that took no read of the store',
  fills: 'fills started, refreshes included',
  refreshes: 'fills started to refresh a stale answer',
  failures: 'fills that failed',
  failures_remembered: 'readers told of a failure of seconds ago',
  streams_cut: 'streams that ended without their last event',
  failures_made_up: 'readers who got an expired answer, the fill having failed',
  model_calls: 'answers written by a language model',
  model_failures: 'calls of a language model that failed, asked again or not',
  model_calls_avoided: 'calls that readers of hits, stale and coalesced answers would have cost',
  tokens_saved: 'input, output and reasoning tokens of those calls',
  gpu_ms_saved: 'GPU-milliseconds of those calls',
  micro_usd_saved: 'their price, in millionths of a US dollar',
  tokens_used: 'input, output and reasoning tokens of the calls made',
  gpu_ms_used: 'GPU-milliseconds of the calls made',
  micro_usd_used: 'their price, in millionths of a US dollar',
  takeovers: 'fills taken over from a process that was gone',
  superseded_writes: 'rows and copies refused because somebody else was first',
  retrieval_hits: 'searches answered from a stored retrieval',
  retrieval_misses: 'searches sent to a provider',
  page_hits: 'pages read from a stored copy',
  page_revalidations: 'stored pages that their site said were unchanged',
  page_misses: 'pages fetched whole',
  synopsis_hits: 'source synopses read from a stored copy',
  synopsis_misses: 'source synopses written',
  semantic_hits: 'fills that ended with the answer to another wording of the question',
  semantic_right: 'answers to another wording that were looked at later, and were right',
  semantic_wrong: 'answers to another wording that were looked at later, and were wrong',
  semantic_shut: 'times that the error budget shut the semantic cache',
  semantic_misses: 'fills that found no other wording whose answer would do',
  served_deep: 'readers served by a reasoning model',
  served_fast: 'readers served by a fast model',
  served_extractive: 'readers served without a model',
  served_stale: 'readers served an expired answer',
  served_search_only: 'readers served search hits only',
} as const

/**
 * Failures that code or settings are to blame for, whoever calls; told of by function and version, since a release
 * goes back on them. Not stored.
 */
export const DEFECTS = 'defects'

/** How long readers waited, counted in steps. Told of their own request, hits included. */
export const LATENCIES = {
  first_byte: 'until the reply began',
  first_delta: 'until the first words of the synopsis',
  total: 'until the end of the answer',
} as const
export type LatencyName = keyof typeof LATENCIES

/** Upper ends, ms; the last step has none. */
export const LATENCY_STEPS_MS = [
  25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200,
] as const
type LatencyStep = (typeof LATENCY_STEPS_MS)[number] | 'more'

export type LatencyCounter = `${LatencyName}_le_${LatencyStep}`
export type CounterName = keyof typeof COUNTERS | LatencyCounter

/** The counter of the step that so many milliseconds fall into. */
export const latencyCounter = (name: LatencyName, ms: number): LatencyCounter =>
  `${name}_le_${LATENCY_STEPS_MS.find((step) => ms <= step) ?? 'more'}`

const latencyCounters = (Object.keys(LATENCIES) as LatencyName[]).flatMap((name) =>
  [...LATENCY_STEPS_MS, 'more' as const].map((step): LatencyCounter => `${name}_le_${step}`),
)
/** All that is stored. */
export const COUNTER_NAMES: readonly CounterName[] = [
  ...(Object.keys(COUNTERS) as (keyof typeof COUNTERS)[]),
  ...latencyCounters,
]
