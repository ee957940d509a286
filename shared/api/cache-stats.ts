import * as z from 'zod'
import { FRESHNESS_CLASSES } from '../metrics/definitions.ts'
import { Instant } from './common.ts'

export const STATS_DAYS_AT_MOST = 31

const End = z.iso.datetime('must be an instant in UTC such as "2027-01-15T08:00:00Z"')

/** Query of `GET /v1/cache/stats` (scope `operator`). */
export const CacheStatsQuery = z.strictObject({
  from: End.optional().describe('Default: 24 hours before `to`.'),
  to: End.optional().describe(
    `Default: now. At most ${STATS_DAYS_AT_MOST} days after \`from\`. Hours count whole, those of the ends too.`,
  ),
})

const Count = z.int().nonnegative()
const Share = z.number().min(0).max(1)
const Amount = z.number().nonnegative()

export const CacheTotals = z.strictObject({
  readers: Count.describe('Readings of an answer; each is one of the five that follow.'),
  hits: Count.describe('Read from a kept copy that was fresh.'),
  stale: Count.describe('Read from a kept copy that was being refreshed.'),
  coalesced: Count.describe('Joined an answer that somebody else had started.'),
  misses: Count.describe('Started an answer.'),
  bypasses: Count.describe('Asked not to use the cache.'),
  hit_ratio: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Share of the readers served without an answer being made for them; null without readers.'),
  memory_hits: Count.describe('Hits and stale reads that needed no read of the store.'),
  fills: Count.describe('Answers started, refreshes included.'),
  refreshes: Count,
  failures: Count.describe('Answers that failed.'),
  failures_remembered: Count.describe('Readers told of a failure of seconds ago.'),
  failures_made_up: Count.describe('Readers who got an expired answer, the fill having failed.'),
  model_calls: Count,
  model_calls_avoided: Count.describe('Calls that hits, stale and coalesced readers would have cost.'),
  tokens_saved: Count,
  gpu_seconds_saved: Amount,
  usd_saved: Amount,
  tokens_used: Count.describe('Of the model calls that were made.'),
  gpu_seconds_used: Amount,
  usd_used: Amount,
  takeovers: Count.describe('Answers taken over from a process that was gone.'),
  superseded_writes: Count.describe('Writes refused because somebody else was first.'),
})
export type CacheTotals = z.infer<typeof CacheTotals>

const Wait = z.number().nonnegative().nullable()
const Percentiles = z.strictObject({ count: Count, p50_ms: Wait, p95_ms: Wait, p99_ms: Wait })

const Layer = z.strictObject({ hits: Count, misses: Count })

export const CacheStats = z.strictObject({
  totals: CacheTotals,
  layers: z.strictObject({
    answer: Layer.describe('Hits: readers served without an answer being made for them.'),
    retrieval: Layer.describe('Misses: searches sent to a provider.'),
    page: Layer.extend({ revalidations: Count }).describe(
      'Revalidations: stored pages that their site said were unchanged.',
    ),
    semantic: Layer.extend({
      checked: Count.describe(
        'Pairs of wordings that were served and looked at later, by a model or by callers.',
      ),
      wrong: Count.describe('Of those, the ones that do not take the same answer.'),
      wrong_hit_rate: z
        .strictObject({ rate: Share, low: Share, high: Share })
        .nullable()
        .describe('Share of the checked that were wrong, with its interval of 95 percent; null without any.'),
      max_wrong: Share.nullable().describe(
        'The error budget that the rate is held to (`INGOT_SEMANTIC_MAX_WRONG`); null: this layer is off.',
      ),
      is_within_budget: z
        .boolean()
        .nullable()
        .describe(
          'Whether the whole interval lies within the budget, or beyond it; null: neither is known yet.',
        ),
      shut: Count.describe('Times that the error budget shut this layer.'),
    }).describe('Hits: questions answered by what another wording was answered. Misses: looked for in vain.'),
    synopsis: Layer.describe('Misses: source synopses written.'),
  }),
  rungs: z
    .strictObject({ deep: Count, fast: Count, extractive: Count, stale: Count, search_only: Count })
    .describe('Readers by who served them.'),
  latency: z
    .strictObject({ first_byte: Percentiles, first_delta: Percentiles, total: Percentiles })
    .describe('How long readers waited, hits included; counted in steps, so exact to the step and no more.'),
  by_freshness: z
    .strictObject({
      ...(Object.fromEntries(FRESHNESS_CLASSES.map((name) => [name, CacheTotals])) as Record<
        (typeof FRESHNESS_CLASSES)[number],
        typeof CacheTotals
      >),
      none: CacheTotals,
    })
    .describe('`none`: what was counted without a class.'),
  top_questions: z
    .array(
      z.strictObject({
        answer: z.string().describe('The id of the answer.'),
        question: z.string().describe('Its first 200 characters.'),
        hits: Count.describe('Readers who got the answer without its being made for them; about.'),
        age_s: z.int().nonnegative().describe('Since its sources were retrieved.'),
        freshness: z.enum(FRESHNESS_CLASSES),
        is_stale: z.boolean(),
      }),
    )
    .describe('The ten public answers in the cache that were read most; of no other scope.'),
  by_hour: z
    .array(z.strictObject({ hour: Instant, ...CacheTotals.shape }))
    .describe('Earliest first; hours in which nothing was counted are left out.'),
})
export type CacheStats = z.infer<typeof CacheStats>
