import * as z from 'zod'
import { Content, Extension, Names, Text } from './messages.ts'
import { SearchWishes } from './search-wishes.ts'

const Item = z.looseObject({ type: z.string().optional(), role: z.string().optional(), content: Content })

/** A web search as OpenAI and Perplexity ask for it; each names the hosts in its own way. */
const Tool = z.looseObject({
  type: z.string(),
  search_context_size: Text,
  user_location: z.looseObject({ country: Text }).nullish(),
  filters: SearchWishes.extend({ allowed_domains: Names, blocked_domains: Names }).nullish(),
})

/** What is read of `POST /v1/responses` and of Perplexity's `POST /v1/agent`. */
export const ResponseRequest = z.looseObject({
  input: z
    .union([z.string(), z.array(Item).min(1)])
    .describe('The last text of the user is the question, and is understood after what was said before.'),
  previous_response_id: Text.describe('The answer that the question comes after.'),
  model: Text,
  models: Names,
  preset: Text,
  stream: z.boolean().nullish(),
  background: z.boolean().nullish(),
  reasoning: z.looseObject({ effort: Text }).nullish(),
  text: z.looseObject({ verbosity: Text, format: z.looseObject({}).nullish() }).nullish(),
  response_format: z.looseObject({}).nullish(),
  language_preference: Text,
  tools: z.array(Tool).nullish(),
})
export type ResponseRequest = z.infer<typeof ResponseRequest>

/** `?stream=true&starting_after=N`; the other parameters of OpenAI's say nothing here. */
export const RetrieveQuery = z.looseObject({
  stream: z.enum(['true', 'false']).optional(),
  starting_after: z.coerce
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('The `sequence_number` of the last event that was seen; `Last-Event-ID` says the same.'),
})

export const ResponseObject = z.looseObject({
  id: z.string(),
  object: z.literal('response'),
  created_at: z.int(),
  status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'cancelled', 'failed']),
  background: z.boolean(),
  model: z.string(),
  output: z
    .array(z.looseObject({ type: z.string() }))
    .describe('The search, then the message with its `url_citation` annotations.'),
  usage: z.looseObject({ input_tokens: z.int(), output_tokens: z.int(), total_tokens: z.int() }).nullish(),
  ingot: Extension.optional(),
})

/** One event of a stream. */
export const ResponseEvent = z.looseObject({
  type: z.string().describe('E.g. `response.output_text.delta`.'),
  sequence_number: z.int().describe('Only grows, and is the `id:` of the event as well.'),
})

export const ResponseCancelled = z.looseObject({ response_id: z.string(), status: z.literal('cancelling') })
