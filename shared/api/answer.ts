import * as z from 'zod'
import { FRESHNESS_CLASSES } from '../metrics/definitions.ts'
import { ErrorCode, FilterName, Instant, LanguageTag, Span } from './common.ts'

export const SERVED_MODES = ['deep', 'fast', 'extractive', 'stale', 'search_only'] as const

/** Why another rung than the one asked for was served. A closed list. */
export const MODE_REASONS = [
  'no_model_configured',
  'model_busy',
  'model_throttled',
  'model_unavailable',
  'model_timeout',
  'model_error',
  'schema_not_met',
  'budget_spent',
  'over_limit',
  'search_failed',
] as const
export type ModeReason = (typeof MODE_REASONS)[number]

export const WARNING_CODES = [
  'nothing_to_search',
  'search_failed',
  'region_not_supported',
  'emptied_by_filter',
  'page_unreadable',
  'copy_left_out',
  'instructions_in_source',
  'deadline_reached',
  'sources_do_not_say',
  'sources_contradict',
  'synopsis_cut',
  'text_sampled',
  'claims_unsupported',
  'language_not_available',
  'not_resumable',
] as const

export const Warning = z.strictObject({
  code: z.enum(WARNING_CODES),
  source: z.int().optional().describe('Number of the source concerned.'),
  sources: z.array(z.int()).optional().describe('Numbers of the sources that contradict each other.'),
  reason: ErrorCode.optional(),
  provider: z.string().optional().describe('Name of the search provider concerned.'),
  filter: FilterName.optional().describe('The filter without which something would be left.'),
  claims: z
    .array(Span)
    .optional()
    .describe(
      'Where the synopsis claims what no source backs: all its citations are `unsupported`, or it has none and no source says it.',
    ),
})
export type Warning = z.infer<typeof Warning>

export const Source = z.strictObject({
  n: z.int().positive().describe('The number that `[n]` in the synopsis names; 1-based.'),
  url: z.string().nullable(),
  title: z.string(),
  site: z.string().nullable(),
  published: z.iso.date().nullable(),
  kind: z.enum(['web', 'document']),
  document_id: z.string().nullable(),
  snippet: z.string(),
})
export type Source = z.infer<typeof Source>

export const READ_STATES = ['full', 'snippet', 'failed'] as const

/** What a page that was read says of itself; left out where it does not say. */
export const PageFacts = z.strictObject({
  author: z.string().optional().describe('One name, or up to three.'),
  modified: z.iso.date().optional(),
  language: LanguageTag.optional(),
  canonical: z
    .string()
    .optional()
    .describe('The address that the page calls its own; it may name any, so compare it with `url`.'),
})
export type PageFacts = z.infer<typeof PageFacts>

export const AnswerSource = Source.extend({
  ...PageFacts.shape,
  synopsis: z.string().nullable(),
  read: z.enum(READ_STATES).describe('What the synopsis could use: the whole page, the hit alone, nothing.'),
})
export type AnswerSource = z.infer<typeof AnswerSource>

export const Citation = z.strictObject({
  source: z.int().positive(),
  start: z.int().nonnegative().describe('Where the marker `[n]` stands in the synopsis (UTF-16 code units).'),
  end: z.int().nonnegative(),
  claim_start: z.int().nonnegative().describe('The claim that the marker backs, in the synopsis.'),
  claim_end: z.int().nonnegative(),
  quote: z.string().describe('Verbatim from the source.'),
  passage: Span.describe('Where the quote stands in the text of the source.'),
  page: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('The page of the source that the quote begins on, 1-based; null where there are no pages.'),
  verdict: z.enum(['supported', 'partial', 'unsupported']).describe('Does the quote back the claim?'),
  score: z.number().min(0).max(1),
})
export type Citation = z.infer<typeof Citation>

export const ContentsEntry = z.strictObject({
  title: z.string().describe('The heading; where the text has none, a sentence of the part.'),
  level: z.int().positive().describe('1 is outermost.'),
  start: z
    .int()
    .nonnegative()
    .describe('Where the part stands in the text of the source (UTF-16 code units).'),
  end: z.int().nonnegative(),
  page: z
    .int()
    .positive()
    .nullable()
    .describe('The page it begins on, 1-based; null where there are no pages.'),
})
export type ContentsEntry = z.infer<typeof ContentsEntry>

export const Mode = z.strictObject({
  requested: z.enum(['auto', 'fast', 'deep']),
  served: z.enum(SERVED_MODES).describe('The rung that wrote the synopsis; `extractive` quotes the sources.'),
  model: z.string().nullable(),
  reason: z.enum(MODE_REASONS).nullable().describe('Why another rung than the one asked for was served.'),
})
export type Mode = z.infer<typeof Mode>

/** What the reader was spared, compared with a fill of their own. */
export const Saved = z.strictObject({
  model_calls: z.int().nonnegative(),
  tokens: z.int().nonnegative(),
  gpu_seconds: z.number().nonnegative(),
  usd: z.number().nonnegative(),
})
export type Saved = z.infer<typeof Saved>

export const CacheOutcome = z.strictObject({
  state: z
    .enum(['miss', 'hit', 'stale', 'coalesced', 'bypass'])
    .describe('`coalesced`: somebody else had started this answer; `stale`: it is being refreshed.'),
  layer: z.enum(['exact', 'semantic']).nullable(),
  age_s: z.int().nonnegative().describe('Seconds since its sources were retrieved.'),
  freshness: z.enum(FRESHNESS_CLASSES).describe('How long such an answer is taken for fresh.'),
  expires_in_s: z
    .int()
    .nullable()
    .describe('Seconds until it is stale; negative when it is; null: not kept.'),
  matched_question: z.string().nullable().describe('The question that a semantic hit was made for.'),
  similarity: z.number().nullable(),
  saved: Saved.describe('All 0 in `answer-start` while the answer is still being written.'),
})
export type CacheOutcome = z.infer<typeof CacheOutcome>

export const Usage = z.strictObject({
  input_tokens: z.int().nonnegative(),
  output_tokens: z.int().nonnegative(),
  reasoning_tokens: z.int().nonnegative(),
  gpu_seconds: z.number().nonnegative(),
  usd: z.number().nonnegative(),
  searches: z.int().nonnegative(),
  pages_read: z.int().nonnegative(),
})
export type Usage = z.infer<typeof Usage>

export const Timing = z.strictObject({
  search_ms: z.number().nonnegative(),
  read_ms: z.number().nonnegative(),
  first_delta_ms: z.number().nonnegative().nullable(),
  total_ms: z.number().nonnegative(),
})
export type Timing = z.infer<typeof Timing>

/** How many hits, by filter; those that none were dropped by are left out. */
const ByFilter = z.partialRecord(FilterName, z.int().positive())

export const FiltersApplied = z
  .strictObject({
    domains_allow: z.array(z.string()).optional(),
    domains_deny: z.array(z.string()).optional(),
    published_after: z.iso.date().optional(),
    published_before: z.iso.date().optional(),
    languages: z.array(z.string()).optional(),
    dropped: z.int().nonnegative().optional().describe('How many hits the filters removed.'),
    dropped_by: ByFilter.optional().describe('By filter; a hit may fail several.'),
    unknown: ByFilter.optional().describe(
      'Of those, how many did not say what was asked: a page without a date is not known to be new.',
    ),
  })
  .describe('The filters that were enforced on what the searches brought, and what they removed.')
export type FiltersApplied = z.infer<typeof FiltersApplied>

export const ANSWER_STATUS = ['queued', 'running', 'completed', 'cancelled', 'failed'] as const

/** Who made a follow-up a question of its own; `nobody`: it was answered within its conversation. */
export const RESOLVERS = ['asked', 'rules', 'model', 'nobody'] as const
export type Resolver = (typeof RESOLVERS)[number]

/** Where in a conversation the question was asked, and what was made of it. */
export const ThreadPlace = z.strictObject({
  id: z.string(),
  turn: z.int().positive(),
  standalone_question: z.string(),
  resolved_by: z.enum(RESOLVERS),
})
export type ThreadPlace = z.infer<typeof ThreadPlace>

/** `GET /v1/answers/{id}`, and `POST /v1/answers` when JSON is accepted. */
export const Answer = z.strictObject({
  id: z.string(),
  status: z.enum(ANSWER_STATUS),
  question: z.string().describe("The reader's own wording."),
  standalone_question: z.string().describe('The question as it was searched.'),
  thread: ThreadPlace.optional().describe('Only when it was asked in a thread.'),
  language: LanguageTag.nullable(),
  mode: Mode,
  synopsis: z
    .string()
    .describe(
      '`[n]` names `sources[n - 1]`. With `output.json_schema` JSON that fits it, or `null` where the sources do not say.',
    ),
  citations: z.array(Citation),
  sources: z.array(AnswerSource),
  contents: z
    .array(ContentsEntry)
    .optional()
    .describe(
      'Contents of the text, in reading order. Only in summaries of texts of 20,000 characters or more.',
    ),
  follow_ups: z.array(z.string()),
  reasoning: z.string().nullable(),
  filters_applied: FiltersApplied,
  cache: CacheOutcome,
  usage: Usage,
  timing: Timing,
  warnings: z.array(Warning),
  error: z
    .strictObject({ code: ErrorCode, message: z.string(), retryable: z.boolean() })
    .optional()
    .describe('Present when the status is `failed`.'),
  created_at: Instant,
  completed_at: Instant.nullable(),
})
export type Answer = z.infer<typeof Answer>
