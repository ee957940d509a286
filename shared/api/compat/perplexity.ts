import * as z from 'zod'
import { Extension, ListedSource, Message, Text } from './messages.ts'
import { SearchWishes } from './search-wishes.ts'

const QUERIES_AT_MOST = 5

/** What is read of Sonar's `POST /chat/completions`. */
export const SonarRequest = SearchWishes.extend({
  model: z.string().describe('`sonar`, `sonar-pro`, `sonar-reasoning` …, or an alias from GET /v1/models.'),
  messages: z
    .array(Message)
    .min(1)
    .describe('The last text of the user is the question, and is understood after what was said before.'),
  stream: z.boolean().nullish(),
  stream_mode: z.enum(['full', 'concise']).nullish(),
  reasoning_effort: Text,
  language_preference: Text,
  response_format: z.looseObject({}).nullish(),
  num_search_results: z.number().nullish(),
  return_related_questions: z.boolean().nullish(),
  return_images: z.boolean().nullish(),
  web_search_options: z
    .looseObject({
      search_context_size: Text,
      user_location: z.looseObject({ country: Text }).nullish(),
    })
    .nullish(),
})
export type SonarRequest = z.infer<typeof SonarRequest>

export const SonarAsyncRequest = z.looseObject({
  request: SonarRequest,
  idempotency_key: z.string().nullish().describe('As the header `Idempotency-Key`.'),
})

/** What is read of Perplexity's `POST /search`. */
export const PerplexitySearchRequest = SearchWishes.extend({
  query: z.union([z.string(), z.array(z.string()).min(1).max(QUERIES_AT_MOST)], {
    error: `must be a text, or a list of 1 to ${QUERIES_AT_MOST}`,
  }),
  max_results: z.number().nullish(),
  display_server_time: z.boolean().nullish(),
})

const SonarChoice = z.looseObject({
  index: z.int(),
  finish_reason: z.enum(['stop', 'length']).nullable(),
  message: z.looseObject({ role: z.literal('assistant'), content: z.string() }),
  delta: z.looseObject({ role: z.literal('assistant'), content: z.string() }),
})
const SonarUsage = z.looseObject({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  cost: z.looseObject({ total_cost: z.number().describe('US dollars.') }),
})

/** A completion, or one chunk of its stream. */
export const SonarCompletion = z.looseObject({
  id: z.string(),
  model: z.string(),
  created: z.int(),
  object: z.enum([
    'chat.completion',
    'chat.completion.chunk',
    'chat.completion.done',
    'chat.reasoning',
    'chat.reasoning.done',
  ]),
  choices: z.array(SonarChoice).length(1),
  citations: z.array(z.string()).optional().describe('`[n]` in the text is the n-th.'),
  search_results: z.array(ListedSource).optional(),
  related_questions: z.array(z.string()).optional(),
  images: z.array(z.looseObject({})).optional().describe('Always empty.'),
  usage: SonarUsage.optional(),
  ingot: Extension.optional(),
})

export type SonarCompletion = z.infer<typeof SonarCompletion>

export const SonarAsyncAnswer = z.looseObject({
  id: z.string(),
  model: z.string(),
  status: z.enum(['CREATED', 'IN_PROGRESS', 'COMPLETED', 'FAILED']),
  created_at: z.int(),
  started_at: z.int().nullable(),
  completed_at: z.int().nullable(),
  failed_at: z.int().nullable(),
  error_message: z.string().nullable(),
  response: SonarCompletion.nullable(),
})

export const PerplexitySearchResults = z.looseObject({
  id: z.string(),
  results: z.array(ListedSource),
  server_time: z.string().optional(),
})

export const PerplexityError = z.looseObject({
  error: z.looseObject({ message: z.string(), type: z.string(), code: z.int().describe('The status.') }),
  detail: z
    .array(z.looseObject({ loc: z.array(z.string()), msg: z.string(), type: z.string() }))
    .optional()
    .describe('What was wrong with which field.'),
})
